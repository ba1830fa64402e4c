/// One piece of input as ncurses gives it.
enum RawKey: Equatable {
    /// A key that terminfo knows, by its `KEY_` number.
    case code(Int32)
    /// A character.
    case character(UInt32)
    /// The mouse did something.
    case mouse(MouseReport)
    /// A paste begins, or ends.
    case pasteBegin, pasteEnd
}

/// What the mouse did, before two clicks become one double click.
struct MouseReport: Equatable {
    enum Kind: Equatable {
        case leftPress, leftRelease, middlePress, rightPress, wheelUp, wheelDown
    }

    let kind: Kind
    let x: Int
    let y: Int
}
