# Functions that do what another one does, whose address is looked up anyway. memmove only promises more
# than memcpy, and memcmp more than bcmp. Weak, as in the late look-ups.
	.macro	same name, other
	.section .text.closed_set_same.\name,"ax",@progbits
	.weak	\name
	.hidden	\name
\name:
	jmp	*\other@GOTPCREL(%rip)
	.type	\name, @function
	.size	\name, . - \name
	.endm
	same	bcmp, memcmp
	same	memcpy, memmove
