package fake

// The store: a State indexed for look-ups. Loading judges the whole state before anything of it is used; an error names
// the place, and the value unless that is a credential. Each API has its own part, in store_<api>.go.

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// store is what the four backends know now. It has no lock: the backend holds one around every call.
type store struct {
	ids      *idMakers
	partners partnerStore
	apps     appStore
	portals  portalStore
	profiles profileStore
}

// loader carries what loading the parts of a state needs.
type loader struct {
	ids *idMakers
	now time.Time
}

// newStore indexes a deep copy of a state, or says what contradicts itself in it.
func newStore(s State, now time.Time) (*store, error) {
	l := loader{newIDMakers(), now.UTC().Round(0)}
	l.ids.reserveAll(s)
	loaded := &store{ids: l.ids}
	var errs [4]error
	loaded.partners, errs[0] = l.partnerStore(s)
	loaded.apps, errs[1] = l.appStore(s)
	loaded.portals, errs[2] = l.portalStore(s)
	loaded.profiles, errs[3] = l.profileStore(s)
	if err := cmp.Or(errs[:]...); err != nil {
		return nil, err
	}
	return loaded, nil
}

// state is a deep copy of all that the store knows, everything in its order of creation.
func (s *store) state() State {
	var out State
	s.partners.dump(&out)
	s.apps.dump(&out)
	s.portals.dump(&out)
	s.profiles.dump(&out)
	return out
}

// placeError is what contradicts itself in a state: `users[0].email: …`. The place is completed on the way out, so that a
// state without errors does not pay for places.
type placeError struct{ place, message string }

func (e *placeError) Error() string { return e.place + ": " + e.message }

// refusedAt is an error at a place within the element that is loaded.
func refusedAt(place, format string, args ...any) error {
	return &placeError{place, fmt.Sprintf(format, args...)}
}

// within completes the place of an error that an element of a list was refused with.
func within(list string, i int, err error) error {
	if e, ok := errors.AsType[*placeError](err); ok {
		return &placeError{fmt.Sprintf("%s[%d].%s", list, i, e.place), e.message}
	}
	return err
}

// required refuses a value that may not be empty.
func required(place, value string) error {
	if value == "" {
		return refusedAt(place, "is required")
	}
	return nil
}

// unclaimed refuses a key that is in an index already.
func unclaimed[V any](index map[string]V, key, place, shown string) error {
	if _, taken := index[key]; taken {
		if shown == theCredential {
			return refusedAt(place, "the credential occurs twice")
		}
		return refusedAt(place, "%+q occurs twice", shown)
	}
	return nil
}

// claim enters a value under a key that must be new.
func claim[V any](index map[string]V, key string, value V, place, shown string) error {
	err := unclaimed(index, key, place, shown)
	if err == nil {
		index[key] = value
	}
	return err
}

// theCredential stands in for a credential where an error would show the value.
const theCredential = ""

// claimCredential enters a credential, which must be there and new.
func claimCredential[V any](index map[string]V, secret string, value V, place string) error {
	return cmp.Or(required(place, secret), claim(index, secret, value, place, theCredential))
}

// listed refuses names that occur twice or are not known.
func listed(place, kind string, names []string, known func(string) bool) error {
	for i, name := range names {
		if !known(name) {
			return refusedAt(fmt.Sprintf("%s[%d]", place, i), "unknown %s %+q", kind, name)
		}
		if slices.Contains(names[:i], name) {
			return refusedAt(fmt.Sprintf("%s[%d]", place, i), "%+q occurs twice", name)
		}
	}
	return nil
}

// loadTime gives a time as the store keeps it, in UTC, or what stands in for one that is missing.
func loadTime(place string, t, missing time.Time) (time.Time, error) {
	if t.IsZero() {
		return missing, nil
	}
	t = t.UTC().Round(0)
	if t.Year() < 0 || t.Year() > 9999 {
		return t, refusedAt(place, "year %d is not among 0 to 9999", t.Year())
	}
	return t, nil
}

// fold is a text as it is compared without regard to case: two texts fold alike only if they differ in nothing but the case
// of letters, which İ and ı do not from i.
func fold(s string) string { return strings.Map(foldRune, s) }

// foldRune is the smallest of the forms of a letter. Of ASCII letters it is the small one, so that most texts are their own
// folded form.
func foldRune(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	if 'A' <= least && least <= 'Z' {
		least += 'a' - 'A'
	}
	return least
}

// clone copies a pointer's value.
func clone[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// clones copies a list and each of its elements.
func clones[T any](items []T, cloned func(T) T) []T {
	copied := list(items)
	for i := range copied {
		copied[i] = cloned(copied[i])
	}
	return copied
}

// list copies a list; one that is nil becomes empty, so that JSON says [] and not null.
func list[T any](items []T) []T { return append([]T{}, items...) }
