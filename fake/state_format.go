// How the elements of a State that hold credentials print: like any struct, with "[redacted]" where a credential stands.
// JSON is not touched by this, since a snapshot without its credentials could not be restored.

package fake

import "fmt"

const redacted = "[redacted]"

// mask hides a credential, but tells one that is missing from one that is there.
func mask(secret string) string {
	if secret == "" {
		return ""
	}
	return redacted
}

// printAs prints a value that no longer has its Format method, as the caller's verb and flags ask.
func printAs(f fmt.State, verb rune, masked any) {
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), masked) // a fmt.State has nowhere to report an error to
}

// Format prints the partner without its API key.
func (p Partner) Format(f fmt.State, verb rune) {
	type partner Partner
	p.APIKey = mask(p.APIKey)
	printAs(f, verb, partner(p))
}

// Format prints the app without its key and its secret.
func (a App) Format(f fmt.State, verb rune) {
	type app App
	a.APIKey, a.APISecret = mask(a.APIKey), mask(a.APISecret)
	printAs(f, verb, app(a))
}

// Format prints the service account without its key.
func (s ServiceAccount) Format(f fmt.State, verb rune) {
	type serviceAccount ServiceAccount
	s.Key = mask(s.Key)
	printAs(f, verb, serviceAccount(s))
}

// Format prints the session without its two tokens.
func (s Session) Format(f fmt.State, verb rune) {
	type session Session
	s.SessionToken, s.RefreshToken = mask(s.SessionToken), mask(s.RefreshToken)
	printAs(f, verb, session(s))
}
