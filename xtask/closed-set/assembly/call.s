# Calls a function of the library. r11 holds the offset of the function's entry in the library's table,
# in bytes. r10 and r11 hold no arguments (psABI for x86-64, "Register Usage").
	.section .text.closed_set_call,"ax",@progbits
closed_set_call:
	movq	TABLE@GOTPCREL(%rip), %r10
	movslq	(%r10,%r11), %r11
	addq	%r10, %r11
	jmp	*%r11
	.type	closed_set_call, @function
	.size	closed_set_call, . - closed_set_call
