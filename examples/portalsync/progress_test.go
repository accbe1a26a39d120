package main

// What is seen of the progress, and where.

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func advance(m *meter, total int) {
	m.start("round 1", total)
	for range total {
		m.step()
	}
	m.end()
}

func TestPlainLinesEachTenth(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	advance(newMeter(&out), 1000)
	assert.Equal(t, 10, strings.Count(out.String(), "\n"))
	assert.True(t, strings.HasPrefix(out.String(), "round 1: 100 of 1000\nround 1: 200 of 1000\n"), out.String())
	assert.NotContains(t, out.String(), "\r")
}

func TestBarOnATerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	m := newMeter(&out)
	m.terminal = true
	advance(m, 4)
	assert.Equal(t, "\rround 1 [##########..............................] 1/4"+
		"\rround 1 [####################....................] 2/4"+
		"\rround 1 [##############################..........] 3/4"+
		"\rround 1 [########################################] 4/4\n", out.String())

	out.Reset()
	advance(m, 100_000)
	assert.Equal(t, 100, strings.Count(out.String(), "\r"), "a step that cannot be seen is not written")
}

func TestAFileIsNoTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.CreateTemp(t.TempDir(), "log")
	require.NoError(t, err)
	assert.False(t, isTerminal(file))
	require.NoError(t, file.Close())
	assert.False(t, isTerminal(file), "nor is a closed one")

	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	assert.True(t, isTerminal(device), "a character device")
	require.NoError(t, device.Close())
}

func TestReportKeepsTheFirstError(t *testing.T) {
	t.Parallel()
	first := errors.New("first")
	w := &failing{first, errors.New("second")}
	r := &report{out: w}
	r.say("one")
	r.say("two")
	assert.Equal(t, first, r.err)
}

// failing fails with one error after the other.
type failing []error

func (f *failing) Write([]byte) (int, error) {
	err := (*f)[0]
	*f = (*f)[1:]
	return 0, err
}
