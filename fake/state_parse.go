package fake

// Reading a State from JSON, as strictly as a request body, so that a seed with a typing error is not half a seed.

import (
	"errors"
	"slices"

	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// ParseState reads a state from its JSON form. It refuses members that are unknown, occur twice or are written in another
// case, and values of a wrong type, with an error that names the place and, unless it is a credential, the value. It does
// not judge what the state says: that is done where the state is loaded.
func ParseState(data []byte) (State, error) {
	var s State
	if errs := (strictjson.Decoder{Reveal: holdsNoCredential}).Decode(data, &s); len(errs) > 0 {
		return State{}, errors.New(errs[0].String())
	}
	return s, nil
}

var (
	// credentialMembers hold a credential.
	credentialMembers = []string{"apiKey", "apiSecret", "key", "sessionToken", "refreshToken"}
	// credentialLists are the lists of a state whose objects hold credentials.
	credentialLists = []string{"partners", "apps", "serviceAccounts", "sessions"}
)

// holdsNoCredential tells whether an error may show what it found at a path: not a credential, and not what stands in the
// place of an object or a list that has one, since it may be the key that belongs within.
func holdsNoCredential(path []string, scalar bool) bool {
	return !slices.Contains(credentialMembers, path[len(path)-1]) && (scalar || !slices.Contains(credentialLists, path[0]))
}
