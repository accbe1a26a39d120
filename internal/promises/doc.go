// Package promises holds the tests of what a user of the client can rely on. They speak to the client from outside, as a
// user does: through its methods, and through a transport, a server or a middleware that is theirs.
//
// What is asked, and what an answer reads as:
//
//	wire, golden, args, decode    the bytes of each operation, the documents' samples, what is refused, values in every shape
//	do                            endpoints without a method
//	options, env, client, reflect what New takes and refuses, a client as a whole, every method that there is
//	page, notificationpages       listings, and where they end
//	appusers…, portalusers_ensure users who are made sure of, looked for, and waited for
//	levels, errors, errorbounds   what an error is, what it prints, how much it keeps
//	words, told                   whose words an error holds, and what a caller and a logger are told
//	agree                         error and Response speak of one response
//
// What goes wrong:
//
//	badanswers…, room             answers that nobody should give
//	canary…                       secrets, searched for in all that comes out
//	fuzz…                         what goes out and what comes back, fuzzed
//	vectors, faultmatrix          every fault against every class of operation: attempts, time, budget, error
//	retry, retryafter, outage     deadlines and cancellation, how long a call waits, the retry budget
//	pacing, pacing_rules          calls that wait for room in a quota
//	readback, redirect            writes whose answer was lost, redirects
//	session…, renewal, refreshfailure   sessions, where they come from, how they are renewed, and when that fails
//	line, prying, hedging, middleware, pool   what middleware sees and may do; connections, bodies and memory
//	h2…, stale                    HTTP/2 and idle connections, over TLS and frame by frame
//
// What they share:
//
//	calls         each documented operation in its fullest form, with its bytes and its answer
//	tape          a transport that writes down each request, byte for byte, and answers literal bytes
//	badanswers_ops   each operation as a row for answers that are wrong
//	acts, farend  one call of each class, with its answers, and a transport that plays a script of them
//	carriers, sockets   what carries the calls of a table: memory, or HTTP/1.1 and HTTP/2 over TLS with the script behind them
//	budget        what is left in a retry budget, found out from outside
//	h2site        an HTTP/2 server that knows one call's effect
//
// No package imports this one.
package promises
