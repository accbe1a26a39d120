module tiny.example

go 1.26
