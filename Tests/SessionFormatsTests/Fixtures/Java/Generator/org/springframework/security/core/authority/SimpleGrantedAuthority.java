package org.springframework.security.core.authority;

import java.io.Serializable;

public final class SimpleGrantedAuthority implements Serializable, Comparable<SimpleGrantedAuthority> {
    private static final long serialVersionUID = 620L;
    private final String role;

    public SimpleGrantedAuthority(String role) {
        this.role = role;
    }

    @Override
    public int compareTo(SimpleGrantedAuthority other) {
        return role.compareTo(other.role);
    }
}
