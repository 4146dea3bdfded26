// SPDX-License-Identifier: Apache-2.0
#include "text/dns.h"

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool dns_is_label(struct str label, bool letter_first)
{
	if (label.len == 0 ||
	    (letter_first ? !is_lower(label.data[0]) : !is_lower(label.data[0]) && !is_digit(label.data[0])))
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!is_lower(label.data[i]) && !is_digit(label.data[i]) && label.data[i] != '-')
			return false;
	return label.data[label.len - 1] != '-';
}

bool dns_is_subdomain(struct str name)
{
	for (struct str label, rest = name; str_next_field(&rest, '.', &label);)
		if (!dns_is_label(label, false))
			return false;
	return name.len > 0;
}
