// Package backend is the four APIs as they behave: a request comes in, an answer goes out, and a store remembers. It has
// no server, no connection and no test in it, and fails only where the contract says so. What carries requests to it, and
// what a test makes go wrong on the way, is package fake.
//
// To follow a request through the code: backend.go takes the lock and keeps the order in which a request is checked, apis.go says
// what differs between the APIs, routes.go finds the handler in the table of routes, and each API has a file with its handlers
// and wire bodies. Below them are a call, its caller, parameters, rules and errors, and at the bottom the store, with a file
// for each API again.
//
// The table of routes (routetable.go) also names each route's parameters, body and responses. operation.go gives that to whoever
// describes the APIs, out of the values that requests are checked by and the structs that are sent.
package backend
