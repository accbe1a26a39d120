package secret

// Hashes: of all pieces of a text at once, and a set of them.

// base is the base of the polynomial that hashes a text: any odd number whose bits look random.
const base = 0x9e3779b97f4a7c15

// sums are the hashes of a text's beginnings, the empty one and the whole among them. They give the hash of any piece: that
// of text[i:j] is sums[j] - sums[i]*base^(j-i).
type sums []uint64

func sumsOf(text string) sums {
	all := make(sums, len(text)+1)
	for i := range len(text) {
		all[i+1] = next(all[i], text[i])
	}
	return all
}

// sumOf is the hash of a whole text.
func sumOf(text string) uint64 {
	sum := uint64(0)
	for i := range len(text) {
		sum = next(sum, text[i])
	}
	return sum
}

// key is a sum as a member of a set, which has no 0.
func key(sum uint64) uint64 { return max(sum, 1) }

// next is the hash of a text with one more byte. No byte counts as nothing, so that a text and the same with zeros ahead of
// it differ.
func next(sum uint64, b byte) uint64 { return sum*base + uint64(b) + 1 }

// hashes is a set of numbers other than 0: a table with open addressing, at most half full, in which 0 is a free place.
type hashes struct {
	table []uint64
	shift int // from 64 bits to the length of the table
	count int
}

const firstSize = 6 // of a table, as a power of two

// place is where a number belongs if its place is free, and else a little further on.
func (h *hashes) place(key uint64) int {
	return int(key * base >> h.shift) //nolint:gosec // as many bits as the table has places for
}

func (h *hashes) has(key uint64) bool {
	if h.count == 0 {
		return false
	}
	for i := h.place(key); h.table[i] != 0; i = (i + 1) & (len(h.table) - 1) {
		if h.table[i] == key {
			return true
		}
	}
	return false
}

func (h *hashes) add(key uint64) {
	if h.has(key) {
		return
	}
	if 2*h.count >= len(h.table) {
		h.grow()
	}
	h.count++
	h.insert(key)
}

func (h *hashes) insert(key uint64) {
	i := h.place(key)
	for h.table[i] != 0 {
		i = (i + 1) & (len(h.table) - 1)
	}
	h.table[i] = key
}

func (h *hashes) grow() {
	old := h.table
	if len(old) == 0 {
		h.shift = 64 - firstSize + 1
	}
	h.shift--
	h.table = make([]uint64, 1<<(64-h.shift))
	for _, key := range old {
		if key != 0 {
			h.insert(key)
		}
	}
}
