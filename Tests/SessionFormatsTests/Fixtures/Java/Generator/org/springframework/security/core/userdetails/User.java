package org.springframework.security.core.userdetails;

import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

public class User implements Serializable {
    private static final long serialVersionUID = 620L;
    private String password;
    private final String username;
    private final Set<SimpleGrantedAuthority> authorities;
    private final boolean accountNonExpired = true;
    private final boolean accountNonLocked = true;
    private final boolean credentialsNonExpired = true;
    private final boolean enabled = true;

    public User(String username, String password, SimpleGrantedAuthority... authorities) {
        this.username = username;
        this.password = password;
        SortedSet<SimpleGrantedAuthority> sorted = new TreeSet<>(new AuthorityComparator());
        Collections.addAll(sorted, authorities);
        this.authorities = Collections.unmodifiableSet(sorted);
    }

    private static class AuthorityComparator implements Comparator<SimpleGrantedAuthority>, Serializable {
        private static final long serialVersionUID = 620L;

        @Override
        public int compare(SimpleGrantedAuthority one, SimpleGrantedAuthority other) {
            return one.compareTo(other);
        }
    }
}
