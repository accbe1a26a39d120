package fake

// What is a secret by its name. What is one by its value, wherever it stands, package secret finds: the credentials of every
// state since the start.

import "strings"

var secretWords = []string{
	"password", "passphrase", "pwd", "token", "secret", "apikey", "auth", "credential", "jwt", "session",
}

// wordBreaks are left out before a name is compared.
var wordBreaks = strings.NewReplacer("_", "", "-", "")

// isSecret reports whether a member or parameter of that name is never shown.
func isSecret(name string) bool {
	plain := wordBreaks.Replace(strings.ToLower(name))
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
