package fake

// How a State and its elements that hold credentials print, and how slog writes them: like any struct, with "[redacted]"
// where a credential stands. JSON is not touched by this, since a snapshot without its credentials could not be restored.

import (
	"fmt"
	"log/slog"
)

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

// printed is a value for slog, whose JSONHandler would otherwise ask encoding/json for every field.
func printed(v any) slog.Value { return slog.StringValue(fmt.Sprintf("%+v", v)) }

// Format prints the partner without its API key.
func (p Partner) Format(f fmt.State, verb rune) {
	type partner Partner
	p.APIKey = mask(p.APIKey)
	printAs(f, verb, partner(p))
}

// LogValue gives slog the partner without its API key.
func (p Partner) LogValue() slog.Value { return printed(p) }

// Format prints the app without its key and its secret.
func (a App) Format(f fmt.State, verb rune) {
	type app App
	a.APIKey, a.APISecret = mask(a.APIKey), mask(a.APISecret)
	printAs(f, verb, app(a))
}

// LogValue gives slog the app without its key and its secret.
func (a App) LogValue() slog.Value { return printed(a) }

// Format prints the service account without its key.
func (s ServiceAccount) Format(f fmt.State, verb rune) {
	type serviceAccount ServiceAccount
	s.Key = mask(s.Key)
	printAs(f, verb, serviceAccount(s))
}

// LogValue gives slog the service account without its key.
func (s ServiceAccount) LogValue() slog.Value { return printed(s) }

// Format prints the session without its two tokens.
func (s Session) Format(f fmt.State, verb rune) {
	type session Session
	s.SessionToken, s.RefreshToken = mask(s.SessionToken), mask(s.RefreshToken)
	printAs(f, verb, session(s))
}

// LogValue gives slog the session without its two tokens.
func (s Session) LogValue() slog.Value { return printed(s) }

// LogValue gives slog the state without its credentials.
func (s State) LogValue() slog.Value { return printed(s) }
