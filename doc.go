// Package partnerkit is a typed client for four documented user-management APIs:
//
//	API      service                          credential                   address
//	Partner  Client.Users                     WithPartnerKey               https://api.reveel.id/v1
//	App      Client.AppUsers                  WithAppKey                   https://api.getoriginal.com/v1
//	Portals  Client.PortalUsers               WithServiceAccountKey        none documented
//	Profile  Client.Profile, .Notifications   WithSession                  none documented
//
// They disagree about hosts, credentials, envelopes, error bodies and paging. A
// caller notices none of it: there is one client, one error type, one way to
// page, and one set of promises about what is sent twice and what is not.
//
// # One client
//
// New takes the credentials and addresses that a program has and leaves out
// the rest; a service without a credential returns ErrNoCredential and names the
// option to use. A Client is safe for concurrent use. Client.With makes a copy
// with changes, which shares connections, retry budgets and session.
//
//	client, err := partnerkit.New(
//		partnerkit.WithPartnerKey(partnerKey),
//		partnerkit.WithServiceAccountKey(accountKey),
//		partnerkit.WithPortalsBaseURL("https://portals.example.com"),
//	)
//
// Nothing is read from the environment unless FromEnv is among the options, but what
// every Go program honours: proxies (HTTPS_PROXY, HTTP_PROXY, NO_PROXY) and certificate
// authorities (SSL_CERT_FILE, SSL_CERT_DIR). A client of WithHTTPClient brings its own.
// Redirects are not followed, plain http is refused but for loopback, and a
// credential goes to the exact origin that it was given for, and nowhere else.
//
// # Errors
//
// Every service method's error is an *Error, and errors.Is answers at three levels: the
// API's own code (CodeConflict), the documented case (ErrEmailInUse) and the
// class (ErrConflict). An error is one of the documented cases only when the
// response has the API's own error shape; a proxy's 404 page is ErrNotFound and
// proves nothing. Besides the errors that a method's documentation names, every method
// can return what this package raises itself: ErrInvalidArgument, ErrNoCredential and
// ErrNoBaseURL before anything is sent; ErrOutcomeUnknown, ErrMalformedResponse and
// ErrResponseTooLarge about what came back; and the error of its context, its limiter,
// its middleware or its connection.
//
// To decide what to do about an error, ask in this order: was the outcome unknown; is the caller's
// own context over; which case, code or class is it.
//
//	                                      Status   ErrUnavailable  DeadlineExceeded  ErrOutcomeUnknown  Retryable  a handler answers
//	an attempt's time over, read          0        yes             yes               no                 yes        504
//	an attempt's time over, write         0        yes             yes               yes                no         502, do not resend
//	connection refused, any operation     0        yes             no                no                 yes        503
//	connection broke, read                0        yes             no                no                 yes        503
//	connection broke, write               0        yes             no                yes                no         502, do not resend
//	caller's deadline, in a wait after a response
//	                                      kept     no              yes               no                 no         504
//	caller's deadline, after a network error
//	                                      0        yes             yes               no                 no         504
//	wait not begun after a 429 or 503     kept     no              no                no                 yes        503 with Retry-After
//	cancelled, read                       last's   no              no (Canceled)     no                 no         nobody is there
//	cancelled, write under way            last's   no              no (Canceled)     yes                no         nobody is there
//	limiter's error, nothing before       0        no              its own           no                 no         503
//	limiter's error, after a 503          503      no              its own           no                 yes        503
//	TLS not agreed on                     0        yes             no                no                 no         502
//	a breaker's error                     0        no              its own           no                 no         503
//	WithPacing's wait not begun           0        no              no                no                 yes        503 with Retry-After
//	an empty retry budget                 as the last response says
//
// An error that names members, of a request or of an argument, has them in Fields. Where reading a
// write back failed, the error says why. RetryAfter is how long the API asked to wait.
//
// A method returns a value or an error, never both and never neither. Absent and null read as
// the zero value. Where an update must tell "leave it" from "clear it" it takes
// an Opt.
//
// Members that nobody documents are passed over, and so is one whose name is in
// another case. Where a member is given twice, its last value counts, whole. A
// success that is not valid UTF-8, or that something follows, is
// ErrMalformedResponse; a refusal keeps its status and what can be read of it.
//
// # What is repeated, and what is not
//
// Each operation's documentation says what a repeat of it means. The rules:
//
//   - What was refused is repeated, whatever it is: a 429, a request that was
//     never sent because no connection came about, and one that the server did not
//     process and said so over HTTP/2. Where TLS could not be agreed on (a
//     certificate that either side refuses, versions that do not meet, a port that
//     speaks plain HTTP), nothing was sent and nothing is repeated.
//   - Reads, MarkAllRead, Users.Ensure and refreshing a session are repeated after
//     network errors, 408, 500, 502, 503 and 504, too.
//   - A write is sent once. When its response is lost (a broken or timed-out
//     connection, a success that cannot be read, 408, any 5xx) nobody knows
//     whether it happened. Then the client looks: Update and Profile.Update
//     compare the members they set, DisconnectWallet looks for no wallet,
//     Disassociate and Delete for the API's own 404. If the effect is there
//     the call succeeded and Response.ReadBack says so. If not, and always for
//     Create, the error is ErrOutcomeUnknown. This relies on reading one's own
//     writes.
//   - WithRepeat accepts "at least once" for a call and repeats a write whenever
//     its outcome is unknown. A refusal of such a repeat (404 on a second deletion, 409 on a
//     second creation) is settled by reading back where that is possible, and is
//     ErrOutcomeUnknown elsewhere.
//   - Users.Ensure creates, and gets by e-mail where the user is there already. It
//     may be repeated however often the network lies.
//   - AppUsers.Ensure looks for the user, creates them once where there is nobody,
//     and looks again after a refusal and after a lost response. It may be called again
//     however often the network lies.
//   - PortalUsers.Ensure lists the portal's users, creates the user once where nobody has
//     the e-mail, and lists again after a refusal and after a lost response. It relies on
//     the portal refusing a second user with the e-mail. Its ErrOutcomeUnknown is
//     Retryable: another call looks first.
//   - AppUsers.WaitForWallet asks again and again. Each time is a read of its own, and
//     its waits draw on no budget.
//
// There are three attempts. The wait before attempt k+1 is uniform in [200 ms,
// min(10 s, 200 ms·2^k)], raised to the API's Retry-After; a Retry-After above the
// limit, and a wait that would pass the context's deadline, end the call at once.
// A Retry-After is a number of seconds, rounded up, or a date, counted from the
// response's own Date so that a wrong clock does no harm; of several the longest
// counts. Where a 429 of the Portals API has none, X-RateLimit-Reset stands in, if
// it is at most an hour. Each attempt has 30 seconds. WithRetry and WithTimeout change
// these, for all calls of a client or for one.
//
// Repeats and read-backs draw on a budget for each API, so that an outage is not
// answered with a storm. It holds 500 tokens, and each repeat takes 5. A healthy
// response, that is a whole one with any 2xx or 4xx but 408 and 429, gives back what
// the call's last repeat took, or 1. So a repeat that was answered costs nothing in
// the end. Once the budget is empty calls are sent once, and their errors say that
// it is empty.
//
// # Endpoints without a method
//
// Client.Do calls an endpoint that has no method here yet, with all that every call has:
//
//	var badges []Badge
//	err := client.Do(ctx, partnerkit.PartnerAPI, "GET", "/v1/users/"+url.PathEscape(id)+"/badges", nil, &badges)
//
// A GET is repeated as a read is; any other method is sent once, and nothing can be read
// back. Errors have their codes and classes, and no documented cases, since what a 404 or
// a 409 means there nobody has said.
//
// # Quotas
//
// A 429 is repeated after the time that it asks for, whatever the operation. WithPacing keeps
// most of them from happening: it counts what the API's headers leave of a window, for all
// callers of a client and its copies, and holds sends back until the next window where nothing
// is left, before the limiter of WithLimiter is asked. A wait that would pass the context's
// deadline is not begun: nothing was sent, the error Is ErrRateLimited, and RetryAfter says how
// long the window lasts. It goes by the time of this process, and knows other processes with the
// same key only by what they leave.
//
// # Secrets
//
// No error, log record or printed value of this package shows a credential. A server
// or a proxy may quote one, in part, in another encoding or with characters escaped; of
// what they say, no run of eight or more characters is shown that begins a key, a token
// or a password of the call. A public prefix such as pk_live_ goes with it. A secret shorter than
// eight bytes is not looked for, as hardly any text would stay as it is, nor one
// that is itself one of the API's documented codes, as in a test's state. What errors.As
// and errors.Unwrap take out of an error is the transport's or the middleware's own:
// print the whole error, not its cause. A Response is what the server said, as it came.
//
// # HTTP/2
//
// Over HTTP/2, net/http sends a request again by itself, a write too, after some
// errors and without a bound. The client keeps it from doing so: a write is on the
// wire once an attempt, a read three times at most, and what the client repeats is
// counted, limited and waited for. What a stopped replay of a write means depends on
// what net/http lets know. With Go 1.27 and the client's own transport it was not
// processed, so the client repeats the call. Go 1.26 also replays after
// RST_STREAM(PROTOCOL_ERROR), which promises nothing, and does not tell which it was:
// there, and with a transport of the caller's, the outcome is unknown, unless the
// server refused the stream by name. A transport that fires no httptrace events is
// not guarded.
//
// An HTTP/2 connection on which an attempt ran out of its time, and that brought
// nothing meanwhile, is not used for the next one. For a transport of the caller's,
// http.HTTP2Config.SendPingTimeout does about the same.
//
// Under TLS 1.3 a server refuses a client's certificate once the handshake is over, and
// over HTTP/2 a transport of the caller's may close the connection before it has read
// why. A write is ErrOutcomeUnknown then, and a read is repeated, though nothing was read
// by the server. The client's own transport reads why.
//
// # Middleware
//
// WithMiddleware wraps every attempt, from outside the wire. Middleware sees the
// request as the client made it (URL, headers, body) and the response; each attempt
// has a request of its own, and may be changed in place. It sees no credential: not in
// the request, not in Response.Request, not in a trace (of a ClientTrace in the
// context, WroteHeaderField is left out), and not the exchange of a refresh token at
// all. New builds each middleware once; what With adds is inside what was there.
//
// Middleware may send the request through next as it is or changed, but for its origin
// and reserved headers; more than once; or not at all. It must not send the request by
// another way, since only what goes through next counts as sent:
//
//   - An attempt that did not reach next was not sent. The error of a breaker ends the
//     call as it is: no repeat, no ErrOutcomeUnknown, Attempts does not count it. So
//     does a response of middleware's own that is no success.
//   - An error of middleware's after a send is judged by what became of the send. A
//     write that may have been carried out is ErrOutcomeUnknown, beside that error. So
//     is a refusal that middleware made itself, or that one of several sends got.
//   - A write does not go out any more once its attempt is over.
//   - Requests of its own, to fetch a token, may use the request's context: they say
//     nothing of the call.
//
// Its errors are found by errors.Is and errors.As, and shown without URLs.
//
// # Paging
//
// List returns a Page, whose Next asks for the one after it. All is an iterator
// over the items of all pages:
//
//	for user, err := range client.PortalUsers.All(ctx, "portal_1", partnerkit.PortalUserListParams{}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(user.Email)
//	}
//
// It holds one page at a time. No document says how many notifications there are or
// how long a page is, so that notifications go on until as many were given as the
// API says, or until a page is empty. Pages that lead in a circle, and 100 pages
// running that are empty or bring nothing new, end All with ErrMalformedResponse; the
// end of its context ends it between any two pages.
//
// # Sessions
//
// The Profile API knows its user by a session token that lives ten minutes.
// SessionToken gives one; RefreshingSession refreshes it once for all goroutines
// that meet its end, and sends each call again. Replicas that share a session
// implement SessionSource over their own store.
//
// A call whose session cannot be refreshed ends with what the refresh met: its
// Status, Code, RequestID and RetryAfter, and its names, such as ErrServer for a
// passing 503. ErrRefreshTokenExpired says that the person must log in again, and
// ErrSessionExpired that the source has no other token than the one refused. What else
// ends a call while its session is renewed (its context, a limiter, a source's own
// error) is the error by itself, with Status 0.
//
// # Testing and observing
//
// Package fake is an in-process backend with the semantics of the four APIs, which
// refuses what they refuse and fails when told to. WithLogger writes a debug record
// an attempt and a call; WithMiddleware sees every attempt without its credential;
// WithLimiter holds back what is sent.
package partnerkit
