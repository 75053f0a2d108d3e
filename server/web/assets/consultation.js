// Comments beside the clause at hand.
