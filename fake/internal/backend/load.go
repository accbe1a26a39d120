package backend

// What loading a state needs: checks of times, of references and of what must be unique. Each problem names the place, and the
// value unless that is a credential. Loading goes on after a problem, so that all of them are told at once.

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// loader makes what a state leaves out.
type loader struct {
	ids    *idMakers
	now    time.Time
	unread gaps
}

// problem is what contradicts itself in a state: `users[0].email: …`. The place is completed on the way out, so that a state
// without problems does not pay for places.
type problem struct{ place, message string }

func (p problem) String() string { return p.place + ": " + p.message }

// problems are what is wrong with a state, or a part of it, in the order of its places; nil for one that is good.
type problems []problem

const (
	// MaxProblems is how many lines are said about one state, however much is wrong with it.
	MaxProblems = 100
	// enoughProblems is when nobody looks for more: each would cost memory. Some of them may not be told, since they follow from
	// what could not be read: at most two from each of MaxProblems places.
	enoughProblems = 2 * MaxProblems
)

// tooMany reports whether there are so many that nobody looks for more.
func (p problems) tooMany() bool { return len(p) > enoughProblems }

// outside leaves out what is said of gaps.
func (p problems) outside(unread gaps) problems {
	if len(unread) == 0 {
		return p
	}
	return slices.DeleteFunc(p, func(one problem) bool { return unread.cover(one.place) })
}

// under completes the places of problems of an element of a list.
func (p problems) under(list string, i int) problems {
	for j := range p {
		p[j].place = fmt.Sprintf("%s[%d].%s", list, i, p[j].place)
	}
	return p
}

// stateError is all that is wrong with a state, a line for each problem.
type stateError problems

func (e stateError) Error() string {
	return strings.Join(FirstProblems(problems(e).lines()), "\n")
}

// FirstProblems gives as many of the lines about a state as are said, and one more where there are more.
func FirstProblems(lines []string) []string {
	if len(lines) <= MaxProblems {
		return lines
	}
	return append(lines[:MaxProblems:MaxProblems], fmt.Sprintf("and more than these %d", MaxProblems))
}

// lines has a line for each problem.
func (p problems) lines() []string {
	lines := make([]string, 0, len(p))
	for _, one := range p {
		lines = append(lines, one.String())
	}
	return lines
}

// problemAt is a problem at a place within the element that is loaded.
func problemAt(place, format string, args ...any) problems {
	return problems{{place, fmt.Sprintf(format, args...)}}
}

// longestShown is how many bytes a value has at most that a problem shows. A longer one is not cut: the cut might go through a
// credential, which then is not recognized.
const longestShown = 256

// quoted is a value as a problem shows it.
func quoted(text string) string {
	if len(text) > longestShown {
		return fmt.Sprintf("a text of %d bytes", len(text))
	}
	return fmt.Sprintf("%+q", text)
}

// checkRequired refuses a value that is empty.
func checkRequired(place, value string) problems {
	if value == "" {
		return problemAt(place, "is required")
	}
	return nil
}

// checkText refuses a text that is not UTF-8, which no JSON could give back.
func checkText(place, text string) problems {
	if utf8.ValidString(text) {
		return nil
	}
	return problemAt(place, "%s is not valid UTF-8", quoted(text))
}

// checkOptional is checkText for a text that may be missing.
func checkOptional(place string, text *string) problems {
	if text == nil {
		return nil
	}
	return checkText(place, *text)
}

// checkCredential refuses a credential that is missing or not UTF-8, without showing it.
func checkCredential(place, secret string) problems {
	if !utf8.ValidString(secret) {
		return problemAt(place, "the credential is not valid UTF-8")
	}
	return checkRequired(place, secret)
}

// checkUnique refuses a key that is in an index already.
func checkUnique[V any](index map[string]V, key, place, shown string) problems {
	if _, taken := index[key]; taken {
		if shown == noValue {
			return problemAt(place, "the credential occurs twice")
		}
		return problemAt(place, "%s occurs twice", quoted(shown))
	}
	return nil
}

// noValue is given in place of a credential that an error must not show.
const noValue = ""

// insertUnique enters a value under a key that must be new.
func insertUnique[V any](index map[string]V, key string, value V, place, shown string) problems {
	found := checkUnique(index, key, place, shown)
	if found == nil {
		index[key] = value
	}
	return found
}

// insertCredential enters a credential, which must be there and new.
func insertCredential[V any](index map[string]V, secret string, value V, place string) problems {
	if found := checkCredential(place, secret); found != nil {
		return found
	}
	return insertUnique(index, secret, value, place, noValue)
}

// insertNamed enters a value under its name, which must be there and new.
func insertNamed[V any](index map[string]V, name string, value V, place string) problems {
	if name == "" {
		return checkRequired(place, name)
	}
	return insertUnique(index, name, value, place, name)
}

// checkEmail refuses an e-mail that is missing or in an index, which is keyed by folded ones.
func checkEmail[V any](index map[string]V, email string) problems {
	if email == "" {
		return checkRequired("email", email)
	}
	return checkUnique(index, fold(email), "email", email)
}

// checkRefs refuses names that occur twice or are not known.
func checkRefs(place, kind string, names []string, known func(string) bool) problems {
	var (
		found problems
		seen  map[string]bool
	)
	if firstRepeated(names) >= 0 {
		seen = make(map[string]bool, len(names))
	}
	for i, name := range names {
		wrong := func(format string, args ...any) {
			found = append(found, problemAt(fmt.Sprintf("%s[%d]", place, i), format, args...)...)
		}
		switch {
		case found.tooMany():
			return found
		case !utf8.ValidString(name):
			wrong("%s is not valid UTF-8", quoted(name))
		case !known(name):
			wrong("unknown %s %s", kind, quoted(name))
		case seen[name]:
			wrong("%s occurs twice", quoted(name))
		}
		if seen != nil {
			seen[name] = true
		}
	}
	return found
}

// fewNames is how many names are compared with each other, which takes no memory. More are counted.
const fewNames = 8

// firstRepeated is the position of the first name that was there before, -1 if none was.
func firstRepeated(names []string) int {
	if len(names) <= fewNames {
		for i, name := range names {
			if slices.Contains(names[:i], name) {
				return i
			}
		}
		return -1
	}
	seen := make(map[string]struct{}, len(names))
	return slices.IndexFunc(names, func(name string) bool {
		before := len(seen)
		seen[name] = struct{}{}
		return len(seen) == before
	})
}

// loadTime makes of a time what the store keeps: the same in UTC, or the default for one that is missing.
func loadTime(place string, t *time.Time, byDefault time.Time) problems {
	if t.IsZero() {
		*t = byDefault
		return nil
	}
	*t = t.UTC().Round(0)
	if t.Year() < 0 || t.Year() > 9999 {
		return problemAt(place, "year %d is not among 0 to 9999", t.Year())
	}
	return nil
}
