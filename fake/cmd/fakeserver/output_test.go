package main

// Output that nobody reads.

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPatientWriterWaitsForNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		reader, writer := io.Pipe()
		w := newPatientWriter(writer)
		begun := time.Now()
		n, err := w.Write([]byte("first\n"))
		assert.Zero(t, n)
		require.ErrorIs(t, err, errNobodyReads)
		assert.Equal(t, lineTimeout, time.Since(begun))
		for range 10 * maxWaiting {
			_, err = w.Write([]byte("more\n"))
			require.ErrorIs(t, err, errNobodyReads)
		}
		assert.Equal(t, lineTimeout, time.Since(begun), "patience is lost once")

		read := make([]byte, 6)
		_, err = io.ReadFull(reader, read)
		require.NoError(t, err)
		assert.Equal(t, "first\n", string(read), "who reads later gets what waited")
		for range maxWaiting {
			_, err = io.ReadFull(reader, read[:5])
			require.NoError(t, err)
		}
		synctest.Wait()
		go func() { _, _ = io.ReadFull(reader, read[:5]) }()
		n, err = w.Write([]byte("last\n"))
		require.NoError(t, err, "who reads again is waited for again")
		assert.Equal(t, 5, n)
		w.Close()
		w.Close()
		_, err = w.Write([]byte("too late\n"))
		require.ErrorIs(t, err, errNobodyReads)
	})
}

// lateReader takes a line just as patience is lost for it.
type lateReader struct{}

func (lateReader) Write(p []byte) (int, error) {
	time.Sleep(lineTimeout)
	return len(p), nil
}

// Whatever comes first, the line's end or that of patience, the writer waits for the next line.
func TestALineThatIsWrittenJustInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newPatientWriter(lateReader{})
		defer w.Close()
		for range 100 {
			begun := time.Now()
			_, _ = w.Write([]byte("line\n"))
			require.Equal(t, lineTimeout, time.Since(begun))
			synctest.Wait()
		}
	})
}
