/// A command and its arguments, as bytes.
public struct RESPCommand: Sendable, Equatable, ExpressibleByArrayLiteral {
    /// The command's name and what follows it.
    public let arguments: [[UInt8]]

    /// Creates a command of texts.
    public init(_ arguments: [String]) {
        self.arguments = arguments.map { Array($0.utf8) }
    }

    /// Creates a command of bytes, for keys and values that are no UTF-8.
    public init(bytes arguments: [[UInt8]]) {
        self.arguments = arguments
    }

    /// Creates a command of texts.
    public init(arrayLiteral elements: String...) {
        self.init(elements)
    }

    /// The command as it goes over the wire.
    var frame: [UInt8] {
        arguments.reduce(into: Array("*\(arguments.count)\r\n".utf8)) { frame, argument in
            frame += Array("$\(argument.count)\r\n".utf8)
            frame += argument
            frame += [13, 10]
        }
    }
}
