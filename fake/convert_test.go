package fake

// A state, the backend's records and JSON: no field is lost on any way.

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fill gives every field of a value something of its own, and every list one element.
func fill(t *testing.T, v reflect.Value, next *int) {
	t.Helper()
	*next++
	switch v.Kind() {
	case reflect.String:
		v.SetString(time.Duration(*next).String())
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), next)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), next)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, next)
		fill(t, value, next)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(int64(*next), 0).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(t, v.Field(i), next)
		}
	default:
		require.Fail(t, "a kind that no state had", "%s", v.Type())
	}
}

func TestEveryFieldOfAStateGoesBothWays(t *testing.T) {
	t.Parallel()
	var state State
	fill(t, reflect.ValueOf(&state).Elem(), new(int))
	assert.Equal(t, state, stateOf(recordsOf(state)))

	text, err := json.Marshal(state)
	require.NoError(t, err)
	var read State
	require.NoError(t, json.Unmarshal(text, &read))
	assert.Equal(t, state, read, "in JSON")
}
