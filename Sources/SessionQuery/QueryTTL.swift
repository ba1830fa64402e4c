/// How long a session still has, as far as a subject can say.
public enum QueryTTL: Hashable, Sendable {
    /// It could not be read.
    case unknown
    /// It never ends by itself.
    case never
    /// It ends in this many milliseconds; below zero where its end has passed.
    case milliseconds(Int64)
}
