// Package call carries out one call of an API: it makes the request, sends it as often as
// the endpoint's promise allows, and says what the response means. It knows no service and
// no type of the public package; what it fails with is a Failure.
//
// A call's way. Each file knows only those below it; where go-retryablehttp comes back to the
// call, it does so through the request's context:
//
//	poll.go         a request asked once, or again and again, until what is waited for is there
//	do.go           the whole of a call: what is asked, and what it comes to
//	anydata.go      a response decoded into a type of the caller's
//	pipeline.go     the order of the steps, and what carries them
//	call.go         the state of a call: attempt after attempt
//	plan.go         whether there is another attempt, and when
//	outcome.go      what an attempt's end means
//	attempt.go      one attempt: quota, limiter, credential, time limit, middleware, response
//	middleware.go   the caller's middleware, built once
//	wire.go         between the middleware and the transport: the signed copy, and the account of sends
//	trace.go        how a send comes to hear of its connection
//	send.go         one request on the wire: what became of it, and the guard against replays
//	tls.go          what an error says of TLS
//	response.go     a body, read whole and within bounds
//	redaction.go    what may be said of others' words
//	log.go          what is logged
//	request.go      what is sent: parameters, body, headers
//	api.go          what differs between APIs, and what the APIs of a client share
//	pace.go         whose quota a send counts in, and what a response says of it
//	failure.go      what a call fails with
//	options.go      what a caller asks of a call, and learns of it
//	endpoint.go     one documented operation, as data
//	baseurl.go      where an API is
//	path.go         what may stand in a path
//	connections.go  the transport of a client that was given none
//	unread_unix.go  what a connection has received when it is closed
//
// Beside them: replay_go126.go and replay_go127.go say what makes net/http of each version send a
// request again by itself, and unread_other.go stands in for unread_unix.go on other systems.
//
// What an attempt came to is judged from the wire up, each time with the judgement below it at hand:
//
//	fate            send.go     what became of one send: never sent, not processed, refused, unknown
//	outcome         outcome.go  whether another attempt is harmless: not processed, unknown, final
//	Classification  api.go      what the API's envelope says of a success that was decoded
//	Failure         failure.go  what the caller is told: the API's documented cases, and the kinds of this package
package call
