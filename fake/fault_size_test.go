package fake

// However many faults are injected, and however large they are, a server holds a bounded amount of them.

import (
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// crowded is a server whose faults leave that much room.
func crowded(t *testing.T, room int) *Server {
	t.Helper()
	s, err := Start()
	require.NoError(t, err)
	t.Cleanup(s.Close)
	require.NoError(t, s.Inject(Fault{ID: "large", Status: 500, Body: make([]byte, 1<<20)}))
	faults := s.current().faults
	faults.size += maxFaultBytes - faults.size - room
	return s
}

func TestFaultsBeyondTheRoomAreRefused(t *testing.T) {
	t.Parallel()
	one := Fault{Status: 503}
	s := crowded(t, 2*one.size()-1)
	require.NoError(t, s.Inject(one))
	before, changes := s.Faults(), s.Changes()
	err := s.Inject(one)
	require.ErrorIs(t, err, ErrTooManyFaults)
	require.EqualError(t, err, "fake: fault: the faults that the server holds, spent ones too, may take 128 MiB together, "+
		"and this one does not fit: ClearFaults or RemoveFault makes room")
	assert.Equal(t, before, s.Faults(), "nothing has changed")
	assert.Equal(t, changes, s.Changes())
	status, _ := send(t, s, addUser(t.Context(), t, s, BaseURL, "grace"))
	assert.Equal(t, 500, status)
	require.ErrorIs(t, s.Inject(one), ErrTooManyFaults, "one that is spent still takes its room")

	require.True(t, s.RemoveFault("large"))
	require.NoError(t, s.Inject(one))
	assert.Equal(t, "fault-2", s.Faults()[1].Fault.ID, "the ones that were refused had no ID")
	s.ClearFaults()
	assert.Zero(t, s.current().faults.size)
}

func TestAFaultThatNeverFitsIsRefused(t *testing.T) {
	t.Parallel()
	s, err := Start()
	require.NoError(t, err)
	defer s.Close()
	body := make([]byte, maxFaultBytes) // nobody copies it
	require.ErrorIs(t, s.Inject(Fault{Body: body[1024-1:]}), ErrTooManyFaults)
	require.NoError(t, s.Inject(Fault{ID: "x", Body: body[:1<<20]}))
	assert.Equal(t, 1<<20+faultBytes+len("x"), s.current().faults.size)
}

func TestAResetMakesRoomForFaults(t *testing.T) {
	t.Parallel()
	s := crowded(t, 0)
	require.ErrorIs(t, s.Inject(Fault{Status: 503}), ErrTooManyFaults)
	s.Reset()
	assert.NoError(t, s.Inject(Fault{Status: 503}))
}

func TestTooManyFaultsFailTheTest(t *testing.T) {
	t.Parallel()
	s := crowded(t, 0)
	recorder := &recordingTB{}
	s.tb = recorder
	require.ErrorIs(t, s.Inject(Fault{Status: 503}), ErrTooManyFaults)
	assert.Equal(t, []string{ErrTooManyFaults.Error()}, recorder.fatals)
}

func TestThereIsRoomForManyFaults(t *testing.T) {
	t.Parallel()
	f := Fault{ID: strings.Repeat("a", 64), Route: createRoute, Header: http.Header{"X-Spent": {"1"}}}
	assert.LessOrEqual(t, 100_000*f.size(), maxFaultBytes)
}

// Everything that a fault holds counts, with what it takes beside its bytes.
func TestWhatAFaultTakes(t *testing.T) {
	t.Parallel()
	const n = 1000
	long := strings.Repeat("a", n)
	many := make([]string, n)
	names := http.Header{}
	for i := range n {
		names["X-"+long[:i]] = nil
	}
	for name, test := range map[string]struct {
		fault Fault
		least int
	}{
		"nothing":            {Fault{}, faultBytes},
		"an ID":              {Fault{ID: long}, faultBytes + n},
		"a route":            {Fault{Route: long}, faultBytes + n},
		"a path":             {Fault{Path: long}, faultBytes + n},
		"a query":            {Fault{Query: long}, faultBytes + n},
		"a part of a body":   {Fault{BodyContains: long}, faultBytes + n},
		"a code":             {Fault{Code: "X"}, faultBytes + 1},
		"a body":             {Fault{Body: []byte(long)}, faultBytes + n},
		"a header's value":   {Fault{Header: http.Header{"X": {long}}}, faultBytes + n},
		"parameters":         {Fault{Query: strings.Repeat("a&", n)}, faultBytes + n*partBytes},
		"a header's values":  {Fault{Header: http.Header{"X": many}}, faultBytes + n*partBytes},
		"names of headers":   {Fault{Header: names}, faultBytes + n*partBytes + n*n/2},
		"a header's own way": {Fault{Header: http.Header{long: nil}}, faultBytes + n + partBytes},
	} {
		assert.GreaterOrEqual(t, test.fault.size(), test.least, name)
	}
}

func TestAQueryThatNeverFitsIsNotTakenApart(t *testing.T) { //nolint:paralleltest // it measures the whole process
	s, err := Start()
	require.NoError(t, err)
	defer s.Close()
	query := strings.Repeat("a&", 4<<20)
	allocated := func() uint64 {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.TotalAlloc
	}
	before := allocated()
	require.ErrorIs(t, s.Inject(Fault{Status: 500, Query: query}), ErrTooManyFaults)
	assert.Less(t, allocated()-before, uint64(16<<20))
}
