package main

// JSON objects that keep their order, so that the document reads from top to bottom.

import (
	"bytes"
	"cmp"
	"encoding/json"
)

// object is a JSON object, its members in the order in which they were set.
type object []entry

type entry struct {
	name  string
	value any
}

// set adds a member, or replaces the one of that name.
func (o *object) set(name string, value any) {
	for i := range *o {
		if (*o)[i].name == name {
			(*o)[i].value = value
			return
		}
	}
	*o = append(*o, entry{name, value})
}

func (o *object) get(name string) any {
	for _, e := range *o {
		if e.name == name {
			return e.value
		}
	}
	return nil
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, e := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		name, nameErr := marshal(e.name)
		value, valueErr := marshal(e.value)
		if err := cmp.Or(nameErr, valueErr); err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// marshal is json.Marshal without escapes for HTML.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}
