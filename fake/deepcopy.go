package fake

// Deep copies of plain data, so that a caller's state and the server's own never share memory.

import (
	"reflect"
	"time"
)

// deepCopy copies structs, slices and pointers all the way down. Times are values, though they hold a pointer.
func deepCopy[T any](value T) T {
	var result T
	copyInto(reflect.ValueOf(&result).Elem(), reflect.ValueOf(&value).Elem())
	return result
}

func copyInto(to, from reflect.Value) {
	if from.Type() == reflect.TypeFor[time.Time]() {
		to.Set(from)
		return
	}
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyInto(to.Index(i), from.Index(i))
			}
		}
	case reflect.Struct:
		for i := range from.NumField() {
			copyInto(to.Field(i), from.Field(i))
		}
	default:
		to.Set(from)
	}
}
