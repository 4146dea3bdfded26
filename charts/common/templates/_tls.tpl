{{/* SPDX-License-Identifier: Apache-2.0 */}}

{{/*
Certificates. They come from, in this order:

    tls.existingSecret          a Secret of the user's, with tls.crt, tls.key and ca.crt
    tls.fullchain, tls.privkey  PEM texts of the values
    tls.certManager             a Certificate, which cert-manager makes a Secret of
    none of these               a certification authority and a certificate of the chart's own

The chart's own are kept: an upgrade finds them in the cluster. The certificate is made anew, by the same authority, when its names
change. All but cert-manager's can be rendered without a cluster; then the chart's own differ from one rendering to the next.
*/}}

{{/* Takes a scope. */}}
{{- define "common.tlsSecretName" -}}
{{- .root.Values.tls.existingSecret | default (printf "%s-tls" (include "common.fullname" .root)) -}}
{{- end -}}

{{/* Names of the chart's Service, from short to long. Gives {names: [...]}. Takes the root context. */}}
{{- define "common.serviceNames" -}}
{{- $name := include "common.fullname" . -}}
{{- $service := printf "%s.%s" $name .Release.Namespace -}}
names: [{{ $name }}, {{ $service }}, {{ $service }}.svc, {{ $service }}.svc.{{ include "common.clusterDomain" . }}]
{{- end -}}

{{/* Refuses halves of pairs. Takes the root context. */}}
{{- define "common.tlsCheck" -}}
{{- $tls := .Values.tls -}}
{{- $path := printf "%s.tls" .Chart.Name -}}
{{- if and $tls.enabled (ne (empty $tls.fullchain) (empty $tls.privkey)) -}}
{{- fail (printf "%s.fullchain and %s.privkey belong together: one of them is empty; give both as PEM, or neither for a certificate of the chart's own" $path $path) -}}
{{- end -}}
{{- if and $tls.privkey (not (regexMatch "-----BEGIN (RSA )?PRIVATE KEY-----" $tls.privkey)) -}}
{{- fail (printf "%s.privkey is no PEM text of a private key in PKCS #8 or of an RSA key; openssl pkcs8 -topk8 -nocrypt -in KEY makes one" $path) -}}
{{- end -}}
{{- if and $tls.fullchain (not (contains "-----BEGIN CERTIFICATE-----" $tls.fullchain)) -}}
{{- fail (printf "%s.fullchain is no PEM text of certificates: it has no line -----BEGIN CERTIFICATE-----" $path) -}}
{{- end -}}
{{- end -}}

{{/* The Secret, or cert-manager's Certificate. Takes a dict: scope, and names, the list of names that the certificate is for, the
     first of which is its common name. */}}
{{- define "common.tls" -}}
{{- $root := .scope.root -}}
{{- $tls := $root.Values.tls -}}
{{- $secret := include "common.tlsSecretName" .scope -}}
{{- if not (and $tls.enabled (not $tls.existingSecret)) -}}
{{- else if $tls.fullchain -}}
{{- $data := dict "tls.crt" $tls.fullchain "tls.key" $tls.privkey "ca.crt" ($tls.cacerts | default $tls.fullchain) -}}
{{- include "common.tlsSecret" (dict "scope" .scope "data" $data) -}}
{{- else if $tls.certManager.enabled -}}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  {{- include "common.metadata" (dict "scope" .scope "suffix" "tls") | nindent 2 }}
spec:
  secretName: {{ $secret }}
  commonName: {{ first .names }}
  dnsNames:
    {{- range .names }}
    - {{ . | quote }}
    {{- end }}
  duration: {{ $tls.certManager.duration }}
  renewBefore: {{ $tls.certManager.renewBefore }}
  # Kafka reads PKCS #8 only.
  privateKey:
    algorithm: RSA
    size: 2048
    encoding: PKCS8
  usages:
    - server auth
    - client auth
  issuerRef:
    {{- toYaml $tls.certManager.issuerRef | nindent 4 }}
{{- else -}}
{{- $names := join "," .names -}}
{{- $old := lookup "v1" "Secret" $root.Release.Namespace $secret -}}
{{- $oldCA := lookup "v1" "Secret" $root.Release.Namespace (printf "%s-ca" (include "common.fullname" $root)) -}}
{{- $ca := dict -}}
{{- if ($oldCA).data -}}
{{- $ca = buildCustomCert (index $oldCA.data "tls.crt") (index $oldCA.data "tls.key") -}}
{{- else -}}
{{- $ca = genCA (printf "%s-ca" (include "common.fullname" $root)) 3650 -}}
{{- end -}}
{{- $data := dict "ca.crt" $ca.Cert -}}
{{- if and ($old).data (eq $names (dig "metadata" "annotations" "pintle/certificate-names" "" $old)) -}}
{{- $data = merge $data (dict "tls.crt" (index $old.data "tls.crt" | b64dec) "tls.key" (index $old.data "tls.key" | b64dec)) -}}
{{- else -}}
{{- $made := genSignedCert (first .names) nil .names 3650 $ca -}}
{{- $data = merge $data (dict "tls.crt" $made.Cert "tls.key" $made.Key) -}}
{{- end -}}
{{- include "common.tlsSecret" (dict "scope" .scope "data" $data "names" $names) }}
---
# The authority's key, for certificates of the same authority later on. No pod mounts it.
apiVersion: v1
kind: Secret
metadata:
  {{- $keep := dict "helm.sh/resource-policy" "keep" }}
  {{- include "common.metadata" (dict "scope" .scope "suffix" "ca" "annotations" $keep) | nindent 2 }}
type: kubernetes.io/tls
data:
  tls.crt: {{ $ca.Cert | b64enc }}
  tls.key: {{ $ca.Key | b64enc }}
{{- end -}}
{{- end -}}

{{- define "common.tlsSecret" -}}
apiVersion: v1
kind: Secret
metadata:
  {{- $annotations := dict -}}
  {{- with .names }}{{ $annotations = dict "pintle/certificate-names" . }}{{ end -}}
  {{- include "common.metadata" (dict "scope" .scope "suffix" "tls" "annotations" $annotations) | nindent 2 }}
type: kubernetes.io/tls
data:
  {{- range $key, $text := .data }}
  {{ $key }}: {{ $text | b64enc }}
  {{- end }}
{{- end -}}

{{/* keystore.sh FOLDER, which start scripts run: prints a keystore in PEM, the private key and the certificates of tls.key and tls.crt in
FOLDER. The JVM reads keys in PKCS #8 only; RSA keys in PKCS #1 get the header around them that says so. Takes nothing. */}}
{{- define "common.keystoreScript" -}}
#!/bin/bash
set -euo pipefail
key=$1/tls.key
if grep -q 'BEGIN PRIVATE KEY' "$key"; then
  cat "$key"
elif grep -q 'BEGIN RSA PRIVATE KEY' "$key"; then
  bytes=$(sed '/^-/d' "$key" | base64 -d | od -An -v -tx1 | tr -d ' \n')
  length=$((${#bytes} / 2))
  bytes=$(printf '3082%04x020100300d06092a864886f70d01010105000482%04x%s' $((length + 22)) $length "$bytes")
  echo '-----BEGIN PRIVATE KEY-----'
  printf "$(sed 's/../\\x&/g' <<< "$bytes")" | base64
  echo '-----END PRIVATE KEY-----'
else
  echo "keystore.sh: $key: no key in PKCS #8 and no RSA key; openssl pkcs8 -topk8 -nocrypt converts it" >&2
  exit 1
fi
cat "$1/tls.crt"
{{- end -}}
