// Package control serves a fake together with its control plane: what tests in any language tell the fake, and ask of it, over
// HTTP and JSON. The command fakeserver in fake/cmd is this package with flags; a Go program mounts it itself:
//
//	srv, err := fake.Start()
//	…
//	defer srv.Close()
//	handler, err := control.New(srv)
//	…
//	defer handler.Close()
//	http.ListenAndServe("127.0.0.1:8080", handler)
//
// The APIs stand where they always do, below /v1. Beside them stands the control plane below /_fake/: a page for a browser, and
// the calls that are listed here, which GET /_fake/ lists as JSON. What is refused is answered {"error":"…"}, which names the
// place and, where that cannot show a credential, the value. Nothing shows one but the state, what a new
// fake is greeted with, and a fault that somebody put one into.
//
// Whoever reaches the address controls the fake: it is for tests. A web page of another origin may neither write, by CORS or
// without it, nor read. Only requests to a loopback Host are answered, unless WithHosts or WithAnyHost say otherwise, so that no
// page reaches a fake on this machine through a name of its own.
//
// # A fake for each test
//
// POST /_fake/fakes starts a fake of one's own in microseconds, so that tests run side by side on one process without a trace of
// each other. It answers with the fake's url and its credentials. Below that URL stand the fake's own APIs and its own /_fake/,
// with all calls but those that start, list and end fakes. The fake has the options of WithFakeOptions, for which the command
// gives those of the outer fake, and starts in their state unless another is given; a reset of the outer fake leaves it alone. It
// ends with DELETE /_fake/fakes/ID, or after ten minutes of real time without a request or an open stream of events. There are
// 1,000 at most. An ID that is unknown, or of a fake that has ended, is 404 with an error.
//
// The url is the origin and a path, and clients differ in what they want to be given:
//
//	partnerkit (Go)            WithBaseURL(url)
//	original-sdk (JavaScript)  {baseURL: url + "/v1"}
//	original-sdk (Python)      base_url=url, or the variable ORIGINAL_URL
//	OriginalSDK (.NET)         BaseUrl = url + "/v1/", or the variable ORIGINAL_BASE_URL; the last slash counts
//
// as their published sources have it; we have run the first alone. A client that takes a host and no path needs a process of its
// own. One that cuts the path off its base URL reaches the outer fake, whose log then shows the request.
//
// # Calls
//
//	GET /_fake/
//	    The page, to who asks for text/html; else this list of calls.
//	    200 [{"method","path","says","query","body","status","answer","errors"}]
//	GET /_fake/health
//	    Tells that the fake is there.
//	    200 {"status":"ok"}
//	GET /_fake/openapi.json
//	    The four APIs in OpenAPI 3.1.
//	    200 an OpenAPI document
//	GET /_fake/events
//	    What happens, as server-sent events, until the caller goes.
//	    200 text/event-stream; see Events
//	GET /_fake/state
//	    The state, with its credentials; restored, it is the same state, byte for byte.
//	    200 a fake.State
//	PUT /_fake/state
//	    Puts another state in the place of the one there is, whole or not at all.
//	    takes a fake.State
//	    204 with no body
//	    400 a state that is not JSON or contradicts itself, of which nothing is taken; the error names each place
//	      and value
//	    413 a body over 1 GiB, unless the control plane gave one as large
//	POST /_fake/reset
//	    Takes state, faults, log, quotas, chaos and clock back to the start.
//	    204 with no body
//	GET /_fake/requests
//	    The log: the last 1,024 requests, oldest first, credentials redacted. X-Fake-Dropped counts those that had
//	      to go.
//	    ?route= method and path as in Fault.Route; empty: those that matched none; several: any of them
//	    ?status= what was answered; 0: nothing, so far or ever; several: any of them
//	    ?since= a number: those whose n is above it
//	    ?wait= a duration, 60s at most: if nothing matching has been answered, waits for the first that is, and
//	      lists answered ones alone; [] when the time is over
//	    200
//	      [{"n","time","method","path","query","route","status","api","credential","faulted","reason","requestId","body","durationMs"}];
//	      durationMs is null while it is answered
//	    400 an unknown route, a status, number or duration that is none, a wait over 60s
//	DELETE /_fake/requests
//	    Empties the log; the numbers count on.
//	    204 with no body
//	POST /_fake/faults
//	    Injects a fault.
//	    takes
//	      {"id","route","path","query","bodyContains","skip","times","status","code","retryAfter":"1s","delay":"50ms","body","header":{},"drop","cut","stall","after"},
//	      each as the field of fake.Fault, and none required
//	    201 the fault, with its id
//	    400 a body that is no such object; the error names the member
//	    400 a fault that contradicts itself, an unknown route, an id that there is
//	    413 a body over 32 MiB
//	    429 the faults that there are, spent ones too, would take more than 128 MiB: each its texts and 1 KiB
//	GET /_fake/faults
//	    The faults, spent ones too, with how often each has fired and can fire still; left is -1 for always.
//	    200 [{"id",…,"fired","left"}]
//	DELETE /_fake/faults
//	    Takes every fault back.
//	    204 with no body
//	DELETE /_fake/faults/{id}
//	    Takes one fault back.
//	    204 with no body
//	    404 there is no such fault
//	GET /_fake/clock
//	    The time by the fake's clock.
//	    200 {"now"}
//	POST /_fake/clock
//	    Moves the clock forward.
//	    takes {"advance":"11m"}
//	    204 with no body
//	    400 a body that is no such object; the error names the member
//	    400 a duration that is negative, too long, or leads past the year 9998, where the clock ends
//	    413 a body over 32 MiB
//	GET /_fake/quotas
//	    Every quota of every caller, used or not, and whether who is over one is refused. Requests are counted in
//	      any case. The caller is a partner's id, or the place of a service account in the state.
//	    200 {"enforced","quotas":[{"api","caller","route","limit","used","resets"}]}; route is "" for a quota that
//	      all routes share; resets is when the window ends, by the fake's clock, and null while none is running
//	PUT /_fake/quotas
//	    Begins or ends refusing requests over a quota, until a reset. What the quotas have counted stays.
//	    takes {"enforced":true}
//	    204 with no body
//	    400 a body that is no such object; the error names the member
//	    413 a body over 32 MiB
//	GET /_fake/chaos
//	    The share of requests that chaos takes, 0 for none, and how many met each kind of it.
//	    200 {"seed":"1","rate":0.05,"counts":{"503 before",…}}; the seed is text, since not every language has
//	      numbers as large
//	PUT /_fake/chaos
//	    Puts other chaos in the place of what there is, until a reset; its counts begin at 0.
//	    takes {"rate":0.05,"seed":"7"}; the seed is 1 if there is none
//	    204 with no body
//	    400 a body that is no such object; the error names the member
//	    400 a rate that is not between 0 and 1
//	    413 a body over 32 MiB
//	POST /_fake/fakes
//	    Starts a fake of one's own, in the state that is given, else in that of the options.
//	    takes {"state"}, or nothing
//	    201 {"id","url","credentials"}
//	    400 a body that is no such object; the error names the member
//	    400 a state that is not JSON or contradicts itself, of which nothing is taken; the error names each place
//	      and value
//	    413 a body over 1 GiB, unless the control plane gave one as large
//	    429 there are 1,000
//	    503 the server is about to stop
//	GET /_fake/fakes
//	    The fakes that were started and have not ended.
//	    200 [{"id","url","started","used"}]
//	DELETE /_fake/fakes/{id}
//	    Ends a fake.
//	    204 with no body
//	    404 there is no such fake
//	every call
//	    400 a query that cannot be parsed, or has a parameter that the call does not know
//	    403 a write of a web page of another origin
//	    404 an unknown path
//	    405 another method; Allow names those that there are, and HEAD is there wherever GET is
//	    421 a Host that is neither loopback nor allowed
//
// # Events
//
// GET /_fake/events is a stream of server-sent events (text/event-stream), as a browser's EventSource reads it. It begins with
// one event each of the kinds state, faults, clock, quotas and chaos. From then on it tells what is new, ten times a second at
// most. The data of each event is one object of JSON:
//
//	requests  {"requests":[…],"leftOut":0,"cleared":false}: entries as GET /_fake/requests has them, which came or finished since the
//	          event before; one that comes again, with the same n, has finished since. At most 50: leftOut counts those that finished and
//	          are not told. cleared: the log was emptied, and holds nothing older than these.
//	state     {"revision":7}: the state may have changed. Equal revisions are the same state, but for sessions that were dropped
//	          since because they had expired.
//	faults    {"revision":3}: a fault was injected, taken back, or has fired.
//	clock     {"now":"…"}: the clock was advanced, or reset, and says this.
//	quotas    {"revision":9}: a quota counted a request, or may begin anew, since the clock was advanced, a state restored, or the fake
//	          reset; or they were switched. That a window ends as time passes is no news: GET /_fake/quotas says when it does.
//	chaos     {"revision":2}: a request met chaos, or it was put in place, or the fake reset.
//	missed    {"batches":2}: so many events of every kind were lost to this reader, which was too slow. It should read again what
//	          it shows. Nobody waits for a slow reader; one that takes nothing for ten seconds is cut off.
//
// A comment every 15 seconds shows that the stream is alive. The stream ends with the fake.
package control
