# Looks up a function of the C library by name when it is called, and jumps to it. r11 points to the
# name.
	.section .text.corelink_late,"ax",@progbits
	.hidden	corelink_late
	.globl	corelink_late
corelink_late:
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
	.type	corelink_late, @function
	.size	corelink_late, . - corelink_late
