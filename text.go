package partnerkit

// Whether every text of a body is UTF-8. encoding/json puts U+FFFD in the place of
// what is not; where its output holds one, the values that it went through are asked,
// since a caller may well have written one himself.

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"unicode/utf8"
)

// holdsReplacement reports whether U+FFFD is in a body, as it is or escaped.
func holdsReplacement(body []byte) bool {
	return bytes.Contains(body, []byte("\ufffd")) || bytes.Contains(body, []byte(`\ufffd`))
}

// textWalk goes through a value once. It visits nothing twice: what is not sent may
// lead back to where the walk came from.
type textWalk struct {
	seen map[visit]struct{}
}

// visit is a place that a value refers to.
type visit struct {
	at     uintptr
	length int
	kind   reflect.Type
}

// isText reports whether every text that a value has for JSON is UTF-8.
func (w *textWalk) isText(v reflect.Value) bool {
	if !v.IsValid() {
		return true
	}
	if own, writes := w.written(v); writes {
		return own
	}
	switch v.Kind() {
	case reflect.String:
		return utf8.ValidString(v.String())
	case reflect.Pointer, reflect.Interface:
		return v.IsNil() || w.isBack(v) || w.isText(v.Elem())
	case reflect.Slice, reflect.Array:
		return w.isBack(v) || w.isTextList(v)
	case reflect.Map:
		return w.isBack(v) || w.isTextMap(v)
	case reflect.Struct:
		return w.isTextStruct(v)
	default:
		return true
	}
}

var (
	jsonWriter = reflect.TypeFor[json.Marshaler]()
	textWriter = reflect.TypeFor[encoding.TextMarshaler]()
)

// written judges a value that writes itself: JSON is judged as a part of the body.
func (w *textWalk) written(v reflect.Value) (isText, writes bool) {
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Interface {
		return true, false
	}
	if v.CanAddr() && v.Type().NumMethod() == 0 {
		v = v.Addr()
	}
	switch {
	case v.Type().NumMethod() == 0, !v.CanInterface():
		return true, false
	case v.Type().Implements(jsonWriter):
		optional, ok := v.Interface().(interface{ held() any })
		return !ok || w.isText(reflect.ValueOf(optional.held())), true
	case v.Type().Implements(textWriter):
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		return err != nil || utf8.Valid(text), true
	default:
		return true, false
	}
}

// isBack reports whether the walk was where a value refers to.
func (w *textWalk) isBack(v reflect.Value) bool {
	here := visit{kind: v.Type()}
	switch v.Kind() {
	case reflect.Slice:
		here.length = v.Len()
	case reflect.Pointer, reflect.Map:
	default:
		return false
	}
	here.at = v.Pointer()
	if _, seen := w.seen[here]; seen {
		return true
	}
	if w.seen == nil {
		w.seen = map[visit]struct{}{}
	}
	w.seen[here] = struct{}{}
	return false
}

func (w *textWalk) isTextList(v reflect.Value) bool {
	if v.Type().Elem().Kind() == reflect.Uint8 { // sent as base64, or as it is
		return true
	}
	for i := range v.Len() {
		if !w.isText(v.Index(i)) {
			return false
		}
	}
	return true
}

func (w *textWalk) isTextMap(v reflect.Value) bool {
	for entries := v.MapRange(); entries.Next(); {
		if !w.isText(entries.Key()) || !w.isText(entries.Value()) {
			return false
		}
	}
	return true
}

// isTextStruct looks at the fields that are sent: the exported ones, and what is
// embedded.
func (w *textWalk) isTextStruct(v reflect.Value) bool {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		sent := field.Tag.Get("json") != "-" && (field.IsExported() || field.Anonymous)
		if sent && !w.isText(v.Field(i)) {
			return false
		}
	}
	return true
}
