package org.springframework.security.core.context;

import java.io.Serializable;

/** As Spring Security names it: what stands in a session for who is logged in. */
public class SecurityContextImpl implements Serializable {
    private static final long serialVersionUID = 620L;
    private final Object authentication;

    public SecurityContextImpl(Object authentication) {
        this.authentication = authentication;
    }
}
