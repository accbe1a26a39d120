package main

// Guards of how an answer is read: what is JSON, what a repeated member means, and what becomes of a value that does not fit;
// and of how a body is written.

const (
	jsonText   = "internal/jsonread/decoder.go"
	jsonValues = "internal/jsonread/values.go"
	jsonTimes  = "internal/jsonread/times.go"
	jsonErrors = "internal/jsonread/error.go"
	jsonObject = "internal/jsonwrite/object.go"
)

var decodeMutants = []mutant{
	{"what follows a body's value is passed over", jsonText, "TestWholeTexts", edits{"end != io.EOF {", "end == nil && end != io.EOF {"}},
	{"half a value behind a body's value is passed over", jsonText, "TestWholeTexts", edits{"end != io.EOF {", "!errors.Is(end, io.EOF) {"}},
	{"half a pair of surrogates takes half of the next", jsonText, "TestStrings", edits{"if !d.escapes {", "if true {"}},
	{"a decoder remembers the last text's escapes", jsonText, "TestStrings|TestDecodersLeaveNothingBehind", edits{
		"d.escapes = bytes.IndexByte(text, '\\\\') >= 0", "d.escapes = d.escapes || false",
	}},
	{"a text is kept in another's place", jsonText, "TestTextsKeepTheirPlaces", edits{"[d.kept.Len()-len(text):]", "[:len(text)]"}},
	{"a text is kept beside another answer's", jsonText, "TestTextsOfOneAnswerAreAmongThemselves", edits{"\td.kept = strings.Builder{} //", "\t//"}},
	{"what is no JSON is told in the tokens' words", jsonText, "TestEncodingJSONLendsItsWords", edits{"; plain != nil {", "; false && plain != nil {"}},
	{"a null text is the one before", jsonValues, "TestStrings|TestTheLastValue", edits{"\t*s = \"\"\n\tif ok, err := d.begins(KindString)", "\tif ok, err := d.begins(KindString)"}},
	{"a null list is the one before", jsonValues, "TestTheLastValue", edits{"\t*list = nil\n", ""}},
	{"a null object is the one before", jsonValues, "TestTheLastValue", edits{"\t*pointer = nil\n", ""}},
	{"a member that does not fit is passed over", jsonValues, "TestPlaces|TestTheLastValue", edits{"return wrong.first()", "return nil"}},
	{"an item that does not fit is passed over", jsonValues, "TestPlaces", edits{"\treturn wrong\n", "\treturn nil\n"}},
	{"an item that does not fit ends the reading", jsonValues, "TestReadingGoesOn", edits{"if !isValue {\n\t\t\treturn err", "if err != nil || !isValue {\n\t\t\treturn err"}},
	{"an earlier value that did not fit counts", jsonErrors, "TestTheLastValue", edits{"if old.name != name {", "if true {"}},
	{"a value that does not fit is not read to its end", jsonValues, "TestReadingGoesOn", edits{"err := d.Skip(); err != nil", "err := error(nil); err != nil"}},
	{"text that is not UTF-8 is a success", "internal/call/outcome.go", "TestBadBodies|TestOddInputs", edits{"if !utf8.Valid(body) {", "if false && !utf8.Valid(body) {"}},
	{"a refusal that is not UTF-8 keeps its bytes", errorFormats, "TestARefusalThatIsNotUTF8", edits{"if !utf8.Valid(body) {", "if false && !utf8.Valid(body) {"}},
	{"what is written needs no escape", jsonObject, "TestBytesAreThoseOfEncodingJSON", edits{"if !isPlain(text) {", "if false && !isPlain(text) {"}},
	{"an ampersand is written as it is", jsonObject, "TestBytesAreThoseOfEncodingJSON", edits{", c == '&':", ":"}},
	{"an empty text is written", jsonObject, "TestBytesAreThoseOfEncodingJSON|TestAnObjectWithoutMembers", edits{"if text != \"\" {", "if true {"}},
	{"a value that is no JSON is left out", jsonObject, "TestAValueThatIsNoJSON", edits{"\t\to.err = err\n", ""}},
	{"a user keeps what an earlier data had", "decode.go", "TestTheLastMember", edits{"\t*u = User{}\n", ""}},
	{"a cursor is an earlier one", "internal/jsonread/values.go", "TestStringsInObjects|FuzzDecodePortalUserPage", edits{"...string) error {\n\t*s = \"\"\n", "...string) error {\n"}},
	{"members out of their order are passed over", "internal/jsonread/members.go", "TestMembers", edits{"for range members {", "for range members[:min(1, len(members))] {"}},
	{"a success that is no boolean is a refusal", errorFormats, "FuzzParseErrors", edits{"d.Kind() == jsonread.KindBool", "d.Kind() != jsonread.KindNull"}},
	{"a time has a zone that nobody can write", jsonTimes, "FuzzLooseTime|FuzzDecodePortalUser", edits{"read.UnmarshalText(text) != nil || !hasZone(read)", "read.UnmarshalText(text) != nil"}},
	{"a day that the calendar does not have is read", "times.go", "TestShapesOfDates|TestBadDates", edits{"if !read.valid() {", "if false {"}},
}
