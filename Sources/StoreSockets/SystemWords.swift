internal import Glibc

/// The C library's words for an error number.
public func systemWords(_ number: Int32) -> String { String(cString: strerror(number)) }
