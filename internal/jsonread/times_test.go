package jsonread

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLooseTimes(t *testing.T) {
	t.Parallel()
	morning := time.Date(2024, time.May, 17, 9, 0, 0, 0, time.UTC)
	assertLoosely := func(text string, want time.Time) {
		got, err := readAs(text, (*Decoder).LooseTime)
		require.NoError(t, err, text)
		assert.WithinDuration(t, want, got, 0, text)
	}
	for _, text := range []string{
		`"2024-05-17T09:00:00Z"`, `"2024-05-17T11:00:00+02:00"`, `"2024-05-17T11:00:00\u002b02:00"`, `"2024-05-17T11:00:00+0200"`, `"2024-05-17T09:00:00"`,
		`"2024-05-17 11:00:00+02:00"`, `"2024-05-17 09:00:00"`, `1715936400`, `1715936400000`, `1.7159364e9`,
	} {
		assertLoosely(text, morning)
	}
	assertLoosely(`"2024-05-17"`, morning.Add(-9*time.Hour))
	assertLoosely(`1715936400.5`, morning.Add(time.Second/2))
	assertLoosely(`1715936400500`, morning.Add(time.Second/2))
	assertLoosely(`-0.25`, time.Unix(0, 0).Add(-time.Second/4))
	assertLoosely(`99999999999`, time.Unix(99999999999, 0))
	assertLoosely(`100000000000`, time.Unix(100000000, 0))
	assertLoosely(`null`, time.Time{})
	assertLoosely(`""`, time.Time{})
}

func TestWhatIsNoLooseTime(t *testing.T) {
	t.Parallel()
	assertRefuses(t, (*Decoder).LooseTime, map[string]string{
		`"yesterday"`:                 "must be an ISO 8601 time",
		`"2024-05-17T11:00:00+24:00"`: "must be an ISO 8601 time",
		`1e14`:                        "is too large a number for a time",
		`-99999999999`:                "is too small a number for a time",
		`true`:                        "must be a string, not a boolean",
	})
}

// FuzzLooseTime: what is read can be written again, whatever the text; a number means seconds or milliseconds.
func FuzzLooseTime(f *testing.F) {
	for _, seed := range []string{
		`1715936400.5`, `-99999999999`, `99999999999`, `100000000000`, `1e400`, `99999999999999999999`, `""`, `null`, `{}`,
		`"0000-01-01T00:00:00+2400"`, `"2024-05-17T11:00:00+24:00"`, `"2024-05-17T11:00:00\u002b02:00"`, `"2024-05-17 09:00:00"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := readAs(text, (*Decoder).LooseTime)
		if err != nil {
			return
		}
		written, err := json.Marshal(got)
		require.NoError(t, err)
		require.NoError(t, got.UnmarshalJSON(written))
		var number *float64
		if json.Unmarshal([]byte(text), &number) != nil || number == nil {
			return
		}
		seconds := *number
		if math.Abs(seconds) >= leastMilliseconds {
			seconds /= 1000
		}
		require.InDelta(t, seconds, float64(got.UnixMicro())/1e6, 1e-4, text) // of 1e11 seconds a float64 knows no more
	})
}
