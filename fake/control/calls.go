package control

// The calls of a control plane, as data. The requests that are taken, the list at GET /_fake/, the reference in the package's
// documentation and the tests of what every call has in common come out of this table.

import "net/http"

// common are the refusals that every call has.
var common = []failure{
	{http.StatusBadRequest, "a query that cannot be parsed, or has a parameter that the call does not know"},
	{http.StatusForbidden, "a write of a web page of another origin"},
	{http.StatusNotFound, "an unknown path"},
	{http.StatusMethodNotAllowed, "another method; Allow names those that there are, and HEAD is there wherever GET is"},
	{http.StatusMisdirectedRequest, "a Host that is neither loopback nor allowed"},
}

var (
	tooLarge  = failure{http.StatusRequestEntityTooLarge, "a body over 32 MiB"}
	bigState  = failure{http.StatusRequestEntityTooLarge, "a body over 1 GiB, unless the control plane gave one as large"}
	badMember = failure{http.StatusBadRequest, "a body that is no such object; the error names the member"}
	badState  = failure{http.StatusBadRequest, "a state that is not JSON or contradicts itself, of which nothing is taken; the error names each place and value"}
)

const faultBody = `{"id","route","path","query","bodyContains","skip","times","status","code","retryAfter":"1s","delay":"50ms","body","header":{},"drop","cut","stall","after"}, each as the field of fake.Fault, and none required`

// calls makes the table, anew for each control plane, which may leave rows out.
func calls() []call {
	return []call{
		{
			Method: http.MethodGet, Path: "/_fake/", Says: "The page, to who asks for text/html; else this list of calls.",
			Status: http.StatusOK, Answer: `[{"method","path","says","query","body","status","answer","errors"}]`, serve: (*plane).index,
		},
		{
			Method: http.MethodGet, Path: "/_fake/health", Says: "Tells that the fake is there.",
			Status: http.StatusOK, Answer: `{"status":"ok"}`, do: health,
		},
		{
			Method: http.MethodGet, Path: "/_fake/openapi.json", Says: "The four APIs in OpenAPI 3.1.",
			Status: http.StatusOK, Answer: "an OpenAPI document", serve: (*plane).openAPI,
		},
		{
			Method: http.MethodGet, Path: "/_fake/events", Says: "What happens, as server-sent events, until the caller goes.",
			Status: http.StatusOK, Answer: "text/event-stream; see Events", serve: (*plane).stream,
		},
		{
			Method: http.MethodGet, Path: statePath, Says: "The state, with its credentials; restored, it is the same state, byte for byte.",
			Status: http.StatusOK, Answer: "a fake.State", state: true, do: getState,
		},
		{
			Method: http.MethodPut, Path: statePath, Says: "Puts another state in the place of the one there is, whole or not at all.",
			Body: "a fake.State", Status: http.StatusNoContent, Errors: []failure{badState, bigState}, state: true, do: putState,
		},
		{
			Method: http.MethodPost, Path: "/_fake/reset", Says: "Takes state, faults, log, quotas, chaos and clock back to the start.",
			Status: http.StatusNoContent, do: reset,
		},
		{
			Method: http.MethodGet, Path: "/_fake/requests", Says: "The log: the last 1,024 requests, oldest first, credentials redacted. " +
				"X-Fake-Dropped counts those that had to go.",
			Query: []parameter{
				{"route", `method and path as in Fault.Route; empty: those that matched none; several: any of them`, true},
				{"status", "what was answered; 0: nothing, so far or ever; several: any of them", true},
				{"since", "a number: those whose n is above it", false},
				{"wait", `a duration, 60s at most: if nothing matching has been answered, waits for the first that is, and lists answered ones alone; [] when the time is over`, false},
			},
			Status: http.StatusOK, Answer: `[{"n","time","method","path","query","route","status","api","credential","faulted","reason","requestId","body","durationMs"}]; durationMs is null while it is answered`,
			Errors: []failure{{http.StatusBadRequest, "an unknown route, a status, number or duration that is none, a wait over 60s"}}, do: getRequests,
		},
		{
			Method: http.MethodDelete, Path: "/_fake/requests", Says: "Empties the log; the numbers count on.", Status: http.StatusNoContent, do: deleteRequests,
		},
		{
			Method: http.MethodPost, Path: "/_fake/faults", Says: "Injects a fault.", Body: faultBody,
			Status: http.StatusCreated, Answer: "the fault, with its id",
			Errors: []failure{badMember, {http.StatusBadRequest, "a fault that contradicts itself, an unknown route, an id that there is"}, tooLarge,
				{http.StatusTooManyRequests, "the faults that there are, spent ones too, would take more than 128 MiB: each its texts and 1 KiB"}}, do: postFault,
		},
		{
			Method: http.MethodGet, Path: "/_fake/faults", Says: "The faults, spent ones too, with how often each has fired and can fire still; left is -1 for always.",
			Status: http.StatusOK, Answer: `[{"id",…,"fired","left"}]`, do: getFaults,
		},
		{
			Method: http.MethodDelete, Path: "/_fake/faults", Says: "Takes every fault back.", Status: http.StatusNoContent, do: deleteFaults,
		},
		{
			Method: http.MethodDelete, Path: "/_fake/faults/{id}", Says: "Takes one fault back.", Status: http.StatusNoContent,
			Errors: []failure{{http.StatusNotFound, "there is no such fault"}}, do: deleteFault,
		},
		{
			Method: http.MethodGet, Path: "/_fake/clock", Says: "The time by the fake's clock.", Status: http.StatusOK, Answer: `{"now"}`, do: getClock,
		},
		{
			Method: http.MethodPost, Path: "/_fake/clock", Says: "Moves the clock forward.", Body: `{"advance":"11m"}`,
			Status: http.StatusNoContent, Errors: []failure{badMember, {http.StatusBadRequest, "a duration that is negative, too long, or leads past the year 9998, where the clock ends"}, tooLarge}, do: postClock,
		},
		{
			Method: http.MethodGet, Path: "/_fake/quotas", Says: "Every quota of every caller, used or not, and whether who is over one is refused. Requests are counted in any case. " +
				"The caller is a partner's id, or the place of a service account in the state.",
			Status: http.StatusOK, Answer: `{"enforced","quotas":[{"api","caller","route","limit","used","resets"}]}; route is "" for a quota that all routes share; ` +
				"resets is when the window ends, by the fake's clock, and null while none is running", do: getQuotas,
		},
		{
			Method: http.MethodPut, Path: "/_fake/quotas", Says: "Begins or ends refusing requests over a quota, until a reset. What the quotas have counted stays.",
			Body: `{"enforced":true}`, Status: http.StatusNoContent, Errors: []failure{badMember, tooLarge}, do: putQuotas,
		},
		{
			Method: http.MethodGet, Path: "/_fake/chaos", Says: "The share of requests that chaos takes, 0 for none, and how many met each kind of it.",
			Status: http.StatusOK, Answer: `{"seed":"1","rate":0.05,"counts":{"503 before",…}}; the seed is text, since not every language has numbers as large`, do: getChaos,
		},
		{
			Method: http.MethodPut, Path: "/_fake/chaos", Says: "Puts other chaos in the place of what there is, until a reset; its counts begin at 0.",
			Body: `{"rate":0.05,"seed":"7"}; the seed is 1 if there is none`, Status: http.StatusNoContent,
			Errors: []failure{badMember, {http.StatusBadRequest, "a rate that is not between 0 and 1"}, tooLarge}, do: putChaos,
		},
		{
			Method: http.MethodPost, Path: "/_fake/fakes", Says: "Starts a fake of one's own, in the state that is given, else in that of the options.",
			Body: `{"state"}, or nothing`, Status: http.StatusCreated, Answer: `{"id","url","credentials"}`,
			Errors: []failure{badMember, badState, bigState, {http.StatusTooManyRequests, "there are 1,000"}, {http.StatusServiceUnavailable, "the server is about to stop"}}, outer: true, state: true, do: postFake,
		},
		{
			Method: http.MethodGet, Path: "/_fake/fakes", Says: "The fakes that were started and have not ended.",
			Status: http.StatusOK, Answer: `[{"id","url","started","used"}]`, outer: true, do: getFakes,
		},
		{
			Method: http.MethodDelete, Path: "/_fake/fakes/{id}", Says: "Ends a fake.", Status: http.StatusNoContent,
			Errors: []failure{{http.StatusNotFound, "there is no such fake"}}, outer: true, do: deleteFake,
		},
	}
}
