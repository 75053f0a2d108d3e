// The editor of a draft: saves as it is typed.
