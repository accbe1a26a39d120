// Package fake is the four APIs of package partnerkit in one process: a backend that keeps state, refuses what
// production refuses, fails when it is told to, and opens no socket unless it is asked to.
//
// # In a test
//
//	func TestSignup(t *testing.T) {
//		srv := fake.New(t)       // ends with the test
//		client := srv.Client()   // a *partnerkit.Client with every credential
//
//		user, err := client.Users.Create(t.Context(), partnerkit.UserCreateParams{Email: "ada@example.com"})
//		…
//		if got := srv.Requests("POST /v1/users"); len(got) != 1 { … }
//	}
//
// New starts with DefaultState, two of everything under documented names; WithState starts with yours. Snapshot, Restore
// and Reset copy the state out, in, and back to the start. Requests is the log of what came, LogRequests prints the
// last of it. Start is New without a test. Ids are deterministic: the same calls give the same ids.
//
// # Faults
//
// Inject makes one operation fail, a number of times, before its effect or after it:
//
//	srv.Inject(fake.Fault{Route: "POST /v1/users", Status: 503, RetryAfter: time.Second, Times: 2})
//	srv.Inject(fake.Fault{Route: "POST /v1/users", Drop: true, After: true}) // created, and the answer is lost
//	srv.Inject(fake.Fault{Route: "GET /v1/users/{id}", Cut: 20})             // 20 bytes of the body, then a reset
//	srv.Inject(fake.Fault{Delay: time.Minute, Times: -1})                    // every request, always
//
// Each is counted. One that never fired fails the test: it was to show something, and did not. One that contradicts
// itself is refused when it is injected. Chaos draws faults of all kinds by itself, the same for the same seed.
//
// # Three ways in
//
//	Transport      a RoundTripper; no socket, no goroutine, microseconds a call; what Client uses
//	PipeTransport  net/http's client and server over pipes in memory: real framing, no socket
//	URL            a listener on 127.0.0.1, started by the first call; for other processes and languages
//
// Handler is the same as an http.Handler, to be mounted anywhere. The command fakeserver in fake/cmd serves it to
// programs in any language, with faults, clock and state under its control plane.
//
// # Time
//
// The fake's clock is time.Now, or WithClock's, plus what Advance added. With the first two ways in, everything works in a
// testing/synctest bubble, where an hour of Retry-After, a session's ten minutes and a quota's window pass in no time:
//
//	synctest.Test(t, func(t *testing.T) {
//		srv := fake.New(t, fake.WithQuotas())
//		time.Sleep(11 * time.Minute) // the session has expired, and no time has passed
//	})
//
// Make the server inside the bubble.
//
// # What is faithful
//
// The fake is written from the vendors' public documents. Where these are silent it follows other public pages and
// SDKs of the same vendors, and where those are silent too, a decision of ours, which the real API may not share.
// Nobody has compared it with the real services. In the table, "documented" is the API's reference; "vendor" is
// another public page or SDK of that vendor; "decided" is us.
//
//	Partner API                                                            source
//	the six operations, their paths, bodies and success messages           documented
//	permissions user:create, user:read, user:update, user:delete           documented
//	create associates a user that exists; delete ends the association      documented
//	  alone, other partners keep the user
//	the fields posted for a user that exists are ignored                   decided
//	disconnect-wallet needs user:update                                    decided
//	statuses 400, 401, 404, 409, 500 and their messages                    documented
//	error envelope, codes, details.errors                                  vendor
//	403 FORBIDDEN without the permission                                   decided
//	429 RATE_LIMITED with Retry-After                                      decided
//	no wallet is VALIDATION_ERROR                                          decided
//	update is partial; null clears username and wallet, is 400 for email   decided
//	updatedAt moves only when something changed                            decided
//	an unset optional is null                                              decided
//	emails differ without regard to case, are returned as given, and are   decided
//	  unique in the whole system
//	plain email addresses; usernames of 1 to 50 characters; wallets        decided
//	  opaque, 1 to 128 characters
//	a malformed id is 404                                                  decided
//	100 requests a minute for each key                                     vendor
//
//	App API                                                                source
//	user by external id; both headers needed; the user's members           documented
//	the JWT: HS256, resource, action and user_id "*", api_key              vendor
//	api_key and exp are checked when present; other algorithms are 401     decided
//	nobody found: 200, success false, data null                            vendor
//	error envelope, detail as an object                                    vendor
//	400 validation_error/required; 401 client_error/not_authenticated or   decided
//	  authentication_failed
//	wallets [] and email null where unset                                  decided
//
//	Portals API                                                            source
//	list, get, create and delete a portal's users; delete's answer         documented
//	create answers 200; roles, locale, attributes, password not echoed     documented
//	list envelope and cursor; attributes as id and value                   vendor
//	error body with request_id, no machine codes                           vendor
//	request_id in X-Request-Id too                                         decided
//	order of creation; a cursor survives additions and deletions           decided
//	limit 1 to 100, default 20; a foreign cursor is 400                    decided
//	roles required, password optional, locale en_US by default             documented
//	at least one role, each in the portal; email unique in the portal;     decided
//	  a password of 8 characters or more
//	no access is 403; an unknown portal is 404 only to an account that     decided
//	  may see all
//	last_logged_at null for who never logged in                            decided
//	500 requests a minute for each account and endpoint                    vendor
//	X-RateLimit-Limit, -Remaining, -Reset in seconds; Retry-After          vendor
//
//	Profile API                                                            source
//	the six operations, paths and parameters                               documented
//	refreshing a session: path and answer                                  vendor
//	Authorization: Bearer with the session token                           decided
//	the bodies of profile, public profile, referrals, notifications        decided
//	error names                                                            documented
//	error body; numbers 10002                                              vendor
//	the other numbers                                                      decided
//	a session lives 10 minutes, a refresh token 30 days                    vendor
//	refreshing does not rotate, and the old session stays valid            decided
//	bounds: displayName 1 to 64, handle 3 to 32 of a-z A-Z 0-9 _ . -,      decided
//	  biography 500, dateOfBirth not in the future; handles unique
//	  without regard to case
//	null clears biography and dateOfBirth, is 400 for the others           decided
//	pages from 1, limit 1 to 100, default 20; a page past the end and an   decided
//	  unknown container are empty
//
//	Every API                                                              source
//	order of judging: path and method, credential, permission, quota,      decided
//	  query, resource, body
//	405 with Allow; 415 without a JSON Content-Type; their codes           decided
//	unknown, duplicate or differently cased members, wrong types,          decided
//	  trailing data, more than 1 MiB: 400; Lenient takes unknown members
//	unknown query parameters are ignored                                   decided
//	paths are never cleaned or redirected; "", "." and ".." are 404        decided
//	quotas: fixed windows of 60 seconds from the first counted request;    decided
//	  enforced with WithQuotas alone, headers always sent
//	X-Request-Id on every answer                                           decided
//
//	Absent
//	every other operation of these APIs, and the pages where users manage keys, portals, roles and sessions
//	signing in, logging out and making sessions (a state holds them); users logging in to a portal
//	making wallets, PayIDs, referrals and notifications (a state holds them)
//	passwords and attributes: their shape is checked, and they are forgotten
//	TLS, HTTP/2, compression, CORS, redirects, caching headers
//	server faults of its own: a 500 comes with a Fault or Chaos alone
//	eventual consistency: what was written is read by the next request
package fake
