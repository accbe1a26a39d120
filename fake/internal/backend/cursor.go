package backend

// Cursors of a listing. A cursor is the sequence number of the last user that was given, so it stays where it is while
// users are added and deleted, even that user. It is bound by a checksum to its portal and to the state that was loaded:
// one that was altered, made up, of another portal, or from before a restore is not ours. A reset comes back to the first
// state, and so to its cursors.

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// cursorKey keeps a cursor from being composed by accident. It guards nothing and is no secret.
const cursorKey = "fake cursor"

const (
	cursorPositionSize = 8
	cursorSumSize      = 8
)

// encodeCursor writes the cursor of a sequence number in a portal.
func encodeCursor(portal string, generation, sequence uint64) string {
	room := [128]byte{}
	signed := append(room[:0], cursorKey...)
	signed = binary.BigEndian.AppendUint64(signed, generation)
	signed = binary.BigEndian.AppendUint64(signed, sequence)
	sum := sha256.Sum256(append(signed, portal...))
	position := binary.BigEndian.AppendUint64(room[:0], sequence)
	return base64.RawURLEncoding.EncodeToString(append(position, sum[:cursorSumSize]...))
}

// decodeCursor reads a cursor and reports whether it is exactly one that encodeCursor wrote for that portal.
func decodeCursor(portal string, generation uint64, cursor string) (sequence uint64, ours bool) {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(data) != cursorPositionSize+cursorSumSize {
		return 0, false
	}
	sequence = binary.BigEndian.Uint64(data)
	return sequence, cursor == encodeCursor(portal, generation, sequence)
}
