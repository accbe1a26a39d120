package jsonread

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// everything has a place for each kind of member.
type everything struct {
	Text   string
	Flag   bool
	Number int
	Wide   int64
	At     time.Time
	Loose  time.Time
	Own    []string
}

func readEverything(d *Decoder, e *everything) error {
	*e = everything{}
	return d.Members(
		String("text", &e.Text), Bool("flag", &e.Flag), Int("number", &e.Number), Int64("wide", &e.Wide), Time("at", &e.At),
		LooseTime("loose", &e.Loose), Value("own", func() error { return ReadList(d, &e.Own, 1, (*Decoder).String) }),
	)
}

func TestMembers(t *testing.T) {
	t.Parallel()
	at := time.Date(2023, 1, 15, 12, 0, 0, 0, time.UTC)
	all := everything{"x", true, 1, 2, at, at, []string{"y"}}
	assertReads(t, readEverything, all, map[string]everything{
		`{"text":"x","flag":true,"number":1,"wide":2,"at":"2023-01-15T12:00:00Z","loose":"2023-01-15 12:00:00","own":["y"]}`: all,
		`{"own":["y"],"loose":"2023-01-15 12:00:00","at":"2023-01-15T12:00:00Z","wide":2,"number":1,"flag":true,"text":"x"}`: all,
		`{"z":{},"own":["y"],"z":[],"text":"x","Text":"z"}`:                                                                  {Text: "x", Own: []string{"y"}},
		`{"text":"w","number":1,"text":"x"}`:                                                                                 {Text: "x", Number: 1},
		`{}`:                                                                                                                 {},
	})
	for text, problem := range map[string]*ValueError{
		`[]`:                         {"", "must be an object, not a list"},
		`{"text":1,"number":"x"}`:    {"text", "must be a string, not a number"},
		`{"wide":true}`:              {"wide", "must be a number, not a boolean"},
		`{"flag":0,"own":[1],"z":1}`: {"flag", "must be a boolean, not a number"},
		`{"own":["y",1]}`:            {"own[1]", "must be a string, not a number"},
		`{"at":"2023-01-15"}`:        {"at", "must be a time as in RFC 3339"},
	} {
		_, err := readAs(text, readEverything)
		require.Equal(t, problem, err, text)
	}
}

func TestAnObjectOfWhichNothingIsRead(t *testing.T) {
	t.Parallel()
	require.NoError(t, Decode([]byte(`{"a":1,"b":{}}`), func(d *Decoder) error { return d.Members() }))
}
