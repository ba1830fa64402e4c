internal import SessionModel

extension Payload {
    /// Refuses what would cost the session at its next reading or writing: numbers that are no JSON, and those that a reader
    /// takes for such. What `old` has of them may stay: whoever wrote it reads it again.
    ///
    /// - Parameter reason: Why numbers that are no JSON can't be there, for people.
    func requireNumbers(
        beside old: Payload?, reason: String = "the application could not read the session again"
    ) throws(FormatError) {
        if holdsNonFinite, old?.holdsNonFinite != true {
            throw FormatError("NaN and Infinity are no JSON: \(reason); use null or a text.")
        }
        if holdsOverflow, old?.holdsOverflow != true, old?.holdsNonFinite != true {
            throw FormatError(
                "A number so large is infinite to most readers of JSON, and they could not write the session again;"
                    + " use a smaller one or a text.")
        }
    }
}
