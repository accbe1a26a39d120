package fake

// Reading a State from JSON, as strictly as a request body, so that a seed with a typing error is not half a seed.

import (
	"bytes"
	"errors"
	"slices"

	"github.com/partnerkit/partnerkit-go/fake/internal/backend"
	"github.com/partnerkit/partnerkit-go/fake/internal/secret"
	"github.com/partnerkit/partnerkit-go/fake/internal/strictjson"
)

// ParseState reads a state from its JSON form. It refuses members that are unknown, occur twice or are written in another
// case, and values of a wrong type, with an error that has a line for each of them: the place and, unless it is a credential
// or long, the value. In that error it also says what contradicts itself in the rest of the state, so that all that is wrong is
// told at once, up to a hundred lines. A state without such mistakes is not checked any further: that is done where the state is
// loaded. A byte order mark, which some editors put at a file's head, is passed over.
func ParseState(data []byte) (State, error) {
	var s State
	decoder := strictjson.Decoder{Reveal: holdsNoCredential, MaxErrors: backend.MaxProblems + 1}
	errs := decoder.Decode(bytes.TrimPrefix(data, []byte(byteOrderMark)), &s)
	if len(errs) == 0 {
		return s, nil
	}
	return State{}, stateErrors(s, errs)
}

// stateErrors says what could not be read of a state, and what contradicts itself in the rest, but no credential.
func stateErrors(rest State, errs []strictjson.FieldError) error {
	var lines, unread []string
	for _, e := range errs {
		lines, unread = append(lines, e.String()), append(unread, strictjson.PlaceOf(e.Unread))
	}
	records := recordsOf(rest)
	if len(lines) <= backend.MaxProblems {
		lines = append(lines, backend.Contradictions(records, unread)...)
	}
	secrets := backend.SecretsOf(records)
	for i := range lines {
		lines[i] = secrets.Replace(lines[i], secret.Redacted)
	}
	var joined []error
	for _, line := range backend.FirstProblems(lines) {
		joined = append(joined, errors.New(line))
	}
	return errors.Join(joined...)
}

const byteOrderMark = "\ufeff"

var (
	// credentialMembers hold a credential.
	credentialMembers = []string{"apiKey", "apiSecret", "key", "sessionToken", "refreshToken"}
	// credentialLists are the lists of a state whose objects hold credentials.
	credentialLists = []string{"partners", "apps", "serviceAccounts", "sessions"}
)

// holdsNoCredential reports whether an error may show what it found at a path: not a credential, and not what stands in the
// place of an object or a list that has one, since it may be the key that belongs within.
func holdsNoCredential(path []string, scalar bool) bool {
	return !slices.Contains(credentialMembers, path[len(path)-1]) && (scalar || !slices.Contains(credentialLists, path[0]))
}
