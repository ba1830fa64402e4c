/// A step on the way from the root of a payload to a value in it.
public enum QueryPathStep: Hashable, Sendable {
    /// To the value under a name, exactly as written.
    case key(String)
    /// To the element at a place, counted from 0.
    case index(Int)
}
