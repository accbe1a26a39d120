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
// A program that makes its client itself is tested as it is: its constructor takes options, and the test gives it
// srv.Options() as the last of them. ClientFor makes the client of another partner.
//
// New starts with DefaultState, two of everything under documented names; WithState starts with yours. Snapshot, Restore
// and Reset copy the state out, in, and back to the start. Requests is the log of what came, and says of each request that was
// refused why (Request.Reason), also where the API itself would not: which permission is missing, whose the credential is, or
// which route is closest to an unknown one. Await waits for requests, and LogRequests prints the last of the log. Start is New
// without a test. Ids are deterministic: the same calls give the same ids.
//
// A Restore or a Reset is one moment for every caller: a request that came before it, and is still on its way because a Fault,
// WithLatency or Chaos delays it, is answered from the old state and has no effect on the new one. So one fake can serve many
// test cases, and none waits for the last call of the one before.
//
// # Routes
//
// Fault.Route and Requests name an operation by its method and path template. Routes lists them, and these are the methods of
// package partnerkit that call them; reading a write back calls the GET of the same object:
//
//	POST /v1/users                                         Users.Create, Users.Ensure
//	GET /v1/users/{id}                                     Users.Get
//	PUT /v1/users/{id}                                     Users.Update
//	DELETE /v1/users/{id}                                  Users.Disassociate
//	POST /v1/users/{id}/disconnect-wallet                  Users.DisconnectWallet
//	GET /v1/users/email/{email}                            Users.GetByEmail, Users.Ensure
//	GET /v1/user                                           AppUsers.GetByExternalID, .GetByEmail, .WaitForWallet, .Ensure
//	POST /v1/user                                          AppUsers.Create, .Ensure
//	GET /v1/user/{uid}                                     AppUsers.Get, .Ensure
//	GET /v1/partner-portals/{portalId}/users               PortalUsers.List, .All, .FindByEmail, .Ensure
//	GET /v1/partner-portals/{portalId}/users/{userId}      PortalUsers.Get
//	POST /v1/partner-portals/{portalId}/users              PortalUsers.Create, .Ensure
//	DELETE /v1/partner-portals/{portalId}/users/{userId}   PortalUsers.Delete
//	GET /v1/user/profile                                   Profile.Get
//	GET /v1/user/by-id/{username}/public                   Profile.Public
//	POST /v1/user/profile                                  Profile.Update
//	GET /v1/user/referrals                                 Profile.Referrals
//	GET /v1/user/notifications                             Notifications.List, .All
//	POST /v1/user/notifications/read                       Notifications.MarkAllRead
//	POST /v1/user/auth/refresh-session                     a session's refresh
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
// Each is counted. One that never fired fails the test: it was to show something, and did not; with AllFaultsSpent one that has
// some of its times left does, too. RemoveFault takes one back by its ID. One that contradicts itself is refused when it is
// injected, and so is one for which there is no room: a server holds 128 MiB of them, 100,000 and more that say little.
// An injected status comes in the owner's shape with the words that the API usually has for it, and not those of the operation;
// an injected 429 has a Retry-After only where the fault sets RetryAfter; and a Code is refused on a route of the Portals API,
// which has no codes.
//
// Chaos draws faults of all kinds by itself, the same for the same seed; SetChaos changes that on a server that runs, and
// Server.Chaos counts what was drawn.
//
// # Three ways in
//
//	Transport      a RoundTripper; no socket, no goroutine, microseconds a call; what Client uses
//	PipeTransport  net/http's client and server over pipes in memory: real framing, no socket
//	URL            a listener on 127.0.0.1, started by the first call; for other processes and languages
//
// A request means the same on each of them, and so does its answer: net/http itself writes and reads them, in memory too. What
// its client refuses to send is refused with the same error, and what its server does not pass on is answered as that does: 431
// for headers beyond 68 KiB, 400 for a target that cannot be parsed, 417, "OPTIONS *". These are in no log. A dropped call is
// io.EOF on each, and over HTTP/2 the reset of its stream.
//
// WithTLS makes URL speak HTTP/2 over TLS, as the real hosts do, and HTTP/1.1 to whom that is all. HTTPClient trusts its
// certificate, and so does a transport of yours that is given CertificatePEM. Faults, log, quotas and clock are the same.
//
// Handler is the same as an http.Handler, to be mounted anywhere. Package control serves it together with a control plane, which
// has faults, clock, state and log over HTTP, and the command fakeserver in fake/cmd serves that to programs in any language.
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
// The clock also makes wallets: an app's new user has none before the delay of WithWalletDelay, or of the App itself, is over.
//
// The clock ends with the year 9998, and Advance does not pass that end: later times could not be written in a snapshot.
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
//	to a partner a user it is not associated with does not exist           documented
//	the fields posted for a user that exists are ignored                   decided
//	null for username or wallet on create means unset                      decided
//	disconnect-wallet needs user:update                                    decided
//	statuses 400, 401, 404, 409, 500 and their messages                    documented
//	error envelope, codes, details.errors                                  vendor
//	403 FORBIDDEN without the permission                                   decided
//	429 RATE_LIMITED with Retry-After                                      decided
//	no wallet is VALIDATION_ERROR                                          decided
//	update is partial; null clears username and wallet, is 400 for email   decided
//	one's own email again is no conflict                                   decided
//	updatedAt moves only when something changed                            decided
//	an unset optional is null                                              decided
//	emails are compared without regard to case, are returned as given,     decided
//	  and are unique in the whole system
//	plain email addresses; usernames of 1 to 50 characters; wallets        decided
//	  opaque, 1 to 128 characters
//	ids are UUIDs matched in any case, answered in lower case              decided
//	a malformed id is 404                                                  decided
//	100 requests a minute for each key                                     vendor
//	the three X-RateLimit headers here too                                 decided
//
//	App API                                                                source
//	user by external id; both headers needed; the user's members           documented
//	user by e-mail and by uid; creating a user, with both members, one or  vendor
//	  none, null or no body at all
//	an external id and an e-mail are each once in an app                   vendor
//	e-mails are compared without regard to case, and returned as given     decided
//	where both parameters are there, the external id counts                decided
//	user_external_id and client_id are null for a user who has none        vendor
//	wallets are made some time after the user                              documented
//	a new user gets one Polygon wallet, with an address made of the uid,   decided
//	  after the app's delay; before that time wallets is []
//	the JWT: HS256, resource, action and user_id "*", api_key              vendor
//	api_key is checked when present; any "alg" other than HS256, none      decided
//	  included, is 401
//	exp and nbf are honoured when present, by the real clock and never by  decided
//	  an advanced one
//	nobody found: 200, success false, data null                            vendor
//	error envelope, detail as an object                                    vendor
//	the messages Not Found, User not found., User already exists. and      vendor
//	  Enter a valid email address., and their types
//	their detail codes: not_found, already_exists, invalid                 decided
//	400 validation_error: required for a parameter, blank for an empty     decided
//	  member, invalid for all else; forms before duplicates
//	401 client_error/not_authenticated or authentication_failed            decided
//	wallets [] and email null where unset                                  decided
//	no quota, here and in the Profile API                                  decided
//
//	Portals API                                                            source
//	list, get, create and delete a portal's users; delete's answer         documented
//	create answers 200; roles, locale, attributes, password not echoed     documented
//	statuses 400, 401, 403, 404, 429                                       vendor
//	list envelope and cursor; attributes as id and value                   vendor
//	the last page's paging is {}, of which the vendor's pages and typings  decided
//	  show several forms; empty after or limit counts as absent
//	error body with request_id, no machine codes                           vendor
//	request_id in X-Request-Id too                                         decided
//	the message of a 400 says what was wrong                               decided
//	order of creation; a cursor survives additions and deletions           decided
//	a cursor is bound to its portal and to the state that was loaded       decided
//	limit 1 to 100, default 20; a foreign cursor is 400                    decided
//	roles required, password optional, locale en_US by default             documented
//	at least one role, each in the portal, none twice; email unique in     decided
//	  the portal; a password of 8 characters or more
//	names and locale are not empty; null is 400 for each member            decided
//	no access is 403; an unknown portal is 404 only to an account that     decided
//	  may see all
//	a read-only account may not create or delete: 403                      decided
//	last_logged_at null for who never logged in                            decided
//	500 requests a minute for each account and endpoint                    vendor
//	X-RateLimit-Limit, -Remaining, -Reset in seconds; Retry-After          vendor
//
//	Profile API                                                            source
//	the six operations, paths and parameters                               documented
//	notifications 200, marking them read 201                               documented
//	200 for every other reading and for refreshing, 201 for updating       decided
//	refreshing a session: path and answer                                  vendor
//	Authorization: Bearer with the session token                           decided
//	refreshing needs no Authorization; no refreshToken is 400, an unknown  decided
//	  one generic_unauthorized
//	the bodies of profile, public profile, referrals, notifications        decided
//	names of the three 401s, in upper case                                 documented
//	error body; names in lower case; generic_client_error, number 10002    vendor
//	every other name and number; 10000 for a status that has none          decided
//	a session lives 10 minutes, a refresh token 30 days                    vendor
//	refreshing does not rotate, and the old session stays valid            decided
//	of the sessions made from one refresh token the last 16 that ended     decided
//	  are known as expired; older ones are unknown
//	fields: none, or an unknown one, is 400                                decided
//	a public profile has no dateOfBirth; outside its container it is 404   decided
//	usernames and container ids are compared exactly                       decided
//	bounds: displayName 1 to 64, handle 3 to 32 of a-z A-Z 0-9 _ . -,      decided
//	  biography 500, dateOfBirth not in the future, by UTC; handles
//	  unique without regard to case
//	dateOfBirth is taken as a date, as an RFC 3339 time, whose own day     decided
//	  counts, or as an object of year, month and day
//	null clears biography and dateOfBirth, is 400 for the others           decided
//	address, an object, may be given in an update                          vendor
//	it counts as a member, is 400 where it is no object, and is not kept   decided
//	one's own handle in another case is free; an update of nothing is 400  decided
//	newest first, equal times in the order of the state; total counts the  decided
//	  user's in that container
//	pages from 1, limit 1 to 100, default 20; a page past the end and an   decided
//	  unknown container are empty
//	marking read reaches every container                                   decided
//
//	Every API                                                              source
//	order of checking: path and method, credential, permission, quota,     decided
//	  query, resource, body
//	a path's owner, and its shape for 404, 405, 415, 429; below /v1/user/  decided
//	  it is the App API with an X-API-KEY header, else the Profile API
//	405 with Allow; 415 without a JSON Content-Type; their codes           decided
//	application/json and any +json are JSON                                decided
//	a credential of another API, or one sent twice, is 401; "Bearer" in    decided
//	  any case
//	unknown, duplicate or differently cased members, wrong types,          decided
//	  trailing data, text that is no Unicode, more than 1 MiB: 400;
//	  Lenient takes unknown members
//	no body where one is needed is 400; one not needed is ignored          decided
//	unknown query parameters are ignored                                   decided
//	a query is split at "&" alone: a ";" is part of a value, as a client   decided
//	  of the App API's vendor sends it
//	where a query is read, one that cannot be parsed, in whatever          decided
//	  parameter, and a single-valued parameter given twice: 400
//	a date-time without its offset is 400                                  decided
//	HEAD is not offered: 405                                               decided
//	paths are never cleaned or redirected; "", "." and ".." are 404        decided
//	quotas: fixed windows of 60 seconds from the first counted request;    decided
//	  enforced with WithQuotas or EnforceQuotas alone, headers always
//	  sent; Server.Quotas tells how much is used of each
//	401, 403, 405 and an unknown path count in no quota                    decided
//	X-Request-Id on every answer                                           decided
//	X-Fake-Reason says what was wrong, on a 400                            decided
//	an undocumented status is named by HTTP's own text                     decided
//	whether a fault fires is decided after routing, before the credential  decided
//	what came before a Reset or a Restore is answered from the old state,  decided
//	  and changes nothing in the new one
//	ids count on through a Restore, and begin anew with a Reset            decided
//
//	Absent
//	every other operation of these APIs, and the pages where users manage keys, portals, roles and sessions
//	signing in, logging out and making sessions (a state holds them); users logging in to a portal
//	making PayIDs, referrals, notifications, and wallets but for an app user's first (a state holds them)
//	an app of one chain, whose users have a wallet_address in place of wallets
//	passwords and attributes: their shape is checked, and they are forgotten; an attribute's value is not looked into
//	compression, CORS, redirects, caching headers
//	TLS where WithTLS is not asked for, and client certificates; on HTTP/2 every error code but INTERNAL_ERROR
//	server faults of its own: a 500 comes with a Fault or Chaos alone
//	eventual consistency: what was written is read by the next request
package fake
