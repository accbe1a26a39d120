// Package partnerkit is a typed client for four documented user-management APIs:
//
//	API      service                          credential                   address
//	Partner  Client.Users                     WithPartnerKey               https://api.reveel.id/v1
//	App      Client.Users.GetByExternalID     WithAppKey                   https://api.getoriginal.com/v1
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
// the rest; a service without a credential answers ErrNoCredential and names the
// option to use. A Client is safe for concurrent use. Client.With makes a copy
// with changes, which shares connections, retry budgets and session.
//
//	client, err := partnerkit.New(
//		partnerkit.WithPartnerKey(partnerKey),
//		partnerkit.WithServiceAccountKey(accountKey),
//		partnerkit.WithPortalsBaseURL("https://portals.example.com"),
//	)
//
// Nothing is read from the environment unless FromEnv is among the options.
// Redirects are not followed, plain http is refused but for loopback, and a
// credential goes to the exact origin that it was given for, and nowhere else.
//
// # Errors
//
// Every service method's error is an *Error, and errors.Is answers at three levels: the
// API's own code (CodeConflict), the documented case (ErrEmailInUse) and the
// class (ErrConflict). An error is one of the documented cases only when the
// answer has the API's own error shape; a proxy's 404 page is ErrNotFound and
// proves nothing. What this package raises itself: ErrInvalidArgument,
// ErrNoCredential and ErrNoBaseURL before anything is sent; ErrOutcomeUnknown,
// ErrMalformedResponse and ErrResponseTooLarge about what came back.
//
// A method returns a value or an error, never neither. Absent and null read as
// the zero value. Where an update must tell "leave it" from "clear it" it takes
// an Opt.
//
// # What is repeated, and what is not
//
// Each operation's documentation says what a repeat of it means. The rules:
//
//   - What was refused is repeated, whatever it is: a 429, and a request that was
//     never sent because no connection came about. Certificate errors are not
//     repeated.
//   - Reads, MarkAllRead, Ensure and refreshing a session are repeated after
//     network errors, 408, 500, 502, 503 and 504, too.
//   - A write is sent once. When its answer is lost (a broken or timed-out
//     connection, a success that cannot be read, 408, any 5xx) nobody knows
//     whether it happened. Then the client looks: Update and Profile.Update
//     compare the members they set, DisconnectWallet looks for no wallet,
//     Disassociate and Delete for the API's own 404. If the effect is there
//     the call succeeded and Response.ReadBack says so. If not, and always for
//     Create, the error is ErrOutcomeUnknown. This relies on reading one's own
//     writes.
//   - WithRepeat accepts "at least once" for a call and repeats a write as if it
//     were a read. A refusal of such a repeat (404 on a second deletion, 409 on a
//     second creation) is settled by reading back where that is possible, and is
//     ErrOutcomeUnknown elsewhere.
//   - Users.Ensure creates, and gets by e-mail where the user is there already. It
//     may be repeated however often the network lies.
//
// There are three attempts. The wait before attempt k+1 is uniform in [200 ms,
// min(10 s, 200 ms·2^k)], raised to the API's Retry-After; a Retry-After above the
// limit, and a wait that would pass the context's deadline, end the call at once.
// Each attempt has 30 seconds. Repeats and read-backs draw on a budget for each
// API (500; each costs 5, each success gives 1 back), so that an outage is not
// answered with a storm. WithRetry, WithCallRetry and WithTimeout change these.
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
// It holds one page at a time, and ends with an error where cursors lead in a
// circle.
//
// # Sessions
//
// The Profile API knows its user by a session token that lives ten minutes.
// SessionToken gives one; RefreshingSession refreshes it once for all goroutines
// that meet its end, and sends each call again. Replicas that share a session
// implement SessionSource over their own store.
//
// # Testing and observing
//
// Package fake is an in-process backend with the semantics of the four APIs, which
// refuses what they refuse and fails when told to. WithLogger writes a debug record
// an attempt and a call; WithMiddleware sees every attempt without its credential;
// WithLimiter holds back what is sent.
package partnerkit
