package call

// A response of an endpoint that nobody describes, decoded into a type of the caller's.

import (
	"errors"
	"reflect"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
)

// AnyData is a response decoded into a type of the caller's: a pointer to it, nil before.
type AnyData struct{ decoded any }

// DecodeInto reads a response into a new value of the type that out points to: one that is refused does
// not touch out.
func DecodeInto(out any) func(*jsonread.Decoder, *AnyData) error {
	return func(d *jsonread.Decoder, a *AnyData) error {
		*a = AnyData{}
		if d.Kind() == jsonread.KindNull {
			return d.Skip()
		}
		decoded := reflect.New(reflect.TypeOf(out).Elem()).Interface()
		err := d.Into(decoded)
		if err == nil {
			a.decoded = decoded
		}
		return err
	}
}

// Validate reports data that is not there.
func (a *AnyData) Validate(string) error {
	if a.decoded == nil {
		return errors.New("the data is missing or null")
	}
	return nil
}

// Store stores what was decoded.
func (a *AnyData) Store(out any) {
	reflect.ValueOf(out).Elem().Set(reflect.ValueOf(a.decoded).Elem())
}

// DecodeAnything accepts any JSON, for a caller who wants no data.
func DecodeAnything(d *jsonread.Decoder, _ *Nothing) error { return d.Skip() }
