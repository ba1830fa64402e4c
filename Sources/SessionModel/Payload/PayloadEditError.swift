/// Why an edit of a payload makes no sense.
public enum PayloadEditError: Error, Hashable, Sendable {
    /// Nothing is at this path.
    case missing(PayloadPath)
    /// What is at this path contains nothing, so nothing can be put in.
    case notContainer(PayloadPath)
    /// An array can only be extended by its next element.
    case beyondEnd(PayloadPath, count: Int)
    /// The root can't be taken away.
    case removesRoot
    /// The new text is no value.
    case invalidValue(PayloadSyntaxError)
    /// An object holds a key twice, and the edit can't tell which of the two is meant.
    case duplicateKey(PayloadPath)
    /// The edit puts a key into an object for a second time.
    case duplicateAdded(PayloadPath)
    /// The placeholder of a hidden value was changed; it can't be told what should be saved for it.
    case damagedPlaceholder(PayloadPath)
    /// A row of asterisks would be saved in place of a secret.
    case asterisksForSecret(PayloadPath)
}

extension PayloadEditError: CustomStringConvertible {
    /// One sentence: what is wrong and what to do.
    public var description: String {
        switch self {
        case .missing(let path): "There is no value at \"\(path)\"; show the session to see its fields."
        case .notContainer(let path): "\"\(path)\" is no object or array, so nothing can be put into it."
        case .beyondEnd(let path, let count):
            "\"\(path)\" lies behind the end of its array, which holds \(count); the next free place is [\(count)]."
        case .removesRoot: "The whole payload can't be taken away; destroy the session instead."
        case .invalidValue(let error):
            "The new value is no JSON: \(error.explanation) at column \(error.column); a text needs double quotes."
        case .duplicateKey(let path):
            "\"\(path)\" is there twice in its object, so this edit can't tell which is meant; edit another field."
        case .duplicateAdded(let path):
            "\"\(path)\" would be there twice in its object, and readers take the last one only; leave one of them."
        case .damagedPlaceholder(let path):
            "The placeholder of a hidden value at \"\(path)\" was changed; put it back, or replace it all by a new value."
        case .asterisksForSecret(let path):
            "\"\(path)\" is a hidden value and the new one is only asterisks; give the real new value."
        }
    }
}
