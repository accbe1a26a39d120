package backend

// What a member of a body may hold. A rule's error says what is wanted, and never what was sent. Beside the function that
// validates stand the keywords of JSON Schema that say the same, so that the description of the API is made of the rules that are
// applied.

import (
	"errors"
	"fmt"
	"net/mail"
	"unicode/utf8"
)

// Keywords are keywords of JSON Schema with their values.
type Keywords map[string]any

// rule is what a member's value must satisfy, as a function and as JSON Schema.
type rule[T any] struct {
	validate func(T) error
	keywords Keywords // what JSON Schema can say of it
}

// anyValue accepts whatever has the right type.
func anyValue[T any]() rule[T] {
	return rule[T]{validate: func(T) error { return nil }}
}

var (
	plainAddress  = rule[string]{isPlainAddress, Keywords{"format": "email"}}
	filledAddress = rule[string]{isFilledAddress, Keywords{"format": "email", "minLength": 1}}
	filledText    = rule[string]{isFilled, Keywords{"minLength": 1}}
)

// isPlainAddress accepts an email address and nothing around it.
func isPlainAddress(s string) error {
	if parsed, err := mail.ParseAddress(s); err != nil || parsed.Address != s {
		return errors.New("must be a plain email address")
	}
	return nil
}

var errBlank = errors.New("must not be empty")

func isFilled(s string) error {
	if s == "" {
		return errBlank
	}
	return nil
}

func isFilledAddress(s string) error {
	if err := isFilled(s); err != nil {
		return err
	}
	return isPlainAddress(s)
}

// characters accepts a text by its length.
func characters(least, most int) rule[string] {
	return rule[string]{func(s string) error {
		if n := utf8.RuneCountInString(s); n < least || n > most {
			return fmt.Errorf("must have %d to %d characters", least, most)
		}
		return nil
	}, Keywords{"minLength": least, "maxLength": most}}
}

// atLeast accepts a text that is long enough.
func atLeast(characters int) rule[string] {
	return rule[string]{func(s string) error {
		if utf8.RuneCountInString(s) < characters {
			return fmt.Errorf("must have at least %d characters", characters)
		}
		return nil
	}, Keywords{"minLength": characters}}
}
