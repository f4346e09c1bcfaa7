# Looks up a function of the C library by name when it is called, and jumps to it. r11 points to the
# name.
	.section .text.closed_set_late,"ax",@progbits
	.hidden	closed_set_late
	.globl	closed_set_late
closed_set_late:
	keep_arguments
	xorl	%edi, %edi		# RTLD_DEFAULT
	movq	%r11, %rsi
	call	*dlsym@GOTPCREL(%rip)
	testq	%rax, %rax
	je	1f
	movq	%rax, 192(%rsp)
	restore_arguments
	jmp	*%r11
1:	ud2				# the C library has no such function: stop here
	.type	closed_set_late, @function
	.size	closed_set_late, . - closed_set_late
