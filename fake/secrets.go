package fake

// The credentials that the state knows, or knew, to be taken out of whatever is shown.

import (
	"slices"
	"strings"
)

// shortestSecret is how many bytes a credential has that is looked for. A shorter one would be found in ordinary words.
const shortestSecret = 7

// secrets gives what replaces every credential that the state knows, or one before it knew, the longest that fits first.
func (b *backend) secrets() *strings.Replacer {
	b.mu.Lock()
	known := b.store.credentials()
	for secret := range b.retired {
		known = append(known, secret)
	}
	b.mu.Unlock()
	slices.SortFunc(known, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, secret := range known {
		if len(secret) >= shortestSecret {
			pairs = append(pairs, secret, redacted)
		}
	}
	return strings.NewReplacer(pairs...)
}

// credentials lists every credential, some of them more than once.
func (s *store) credentials() []string {
	var all []string
	for _, partner := range s.partners.partners {
		all = append(all, partner.APIKey)
	}
	for _, app := range s.apps.apps {
		all = append(all, app.APIKey, app.APISecret)
	}
	for _, account := range s.portals.accounts {
		all = append(all, account.Key)
	}
	for _, session := range s.profiles.sessions {
		all = append(all, session.token, session.refresh.token)
	}
	return all
}
