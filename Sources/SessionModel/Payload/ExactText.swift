extension String {
    /// Whether both are the same bytes; `==` also takes "é" in one scalar and in two for equal.
    func isExactly(_ other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
