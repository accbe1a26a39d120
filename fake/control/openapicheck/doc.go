// Package openapicheck shows that the OpenAPI document of package control is true. It has tests alone, and is a module of its
// own, so that the validators of the document are a dependency of nobody else.
//
// cases_test.go records what the contract's tests send to the fake and what they are answered; document_test.go loads the
// document; requests_test.go and answers_test.go hold the one against the other, and unsayable_test.go lists the rules that
// JSON Schema cannot say. client_test.go has a client generated from the document call the fake.
package openapicheck
