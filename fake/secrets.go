package fake

// What is a secret: a credential of the state wherever it stands, and whatever has a name that looks like a secret's.

import (
	"slices"
	"strings"
)

// redacted stands where a credential stood.
const redacted = "[redacted]"

// shortestSecret is how many bytes a credential has that is looked for. A shorter one would be found in ordinary words.
const shortestSecret = 7

// secretReplacer replaces every credential, the longest that fits first.
func secretReplacer(secrets []string) *strings.Replacer {
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, secret := range secrets {
		if len(secret) >= shortestSecret {
			pairs = append(pairs, secret, redacted)
		}
	}
	return strings.NewReplacer(pairs...)
}

var secretWords = []string{
	"password", "passphrase", "pwd", "token", "secret", "apikey", "auth", "credential", "jwt", "session",
}

// isSecret tells whether a member or parameter of that name is never shown.
func isSecret(name string) bool {
	plain := strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
	if plain == "key" {
		return true
	}
	for _, word := range secretWords {
		if strings.Contains(plain, word) {
			return true
		}
	}
	return false
}
