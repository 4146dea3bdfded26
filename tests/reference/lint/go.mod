module pintle/tests/reference/lint

go 1.26

require github.com/asaskevich/govalidator v0.0.0-20230301143203-a9d515a09cc2
