# Loads the library at the first call of one of its functions, and jumps to the function. r11 holds
# the function's offset in the library's table, in bytes.
	.section .text.closed_set_load,"ax",@progbits
	.hidden	closed_set_load
	.globl	closed_set_load
closed_set_load:
	keep_arguments
	movq	closed_set_table(%rip), %rax
	testq	%rax, %rax
	jne	2f
	leaq	closed_set_library(%rip), %rdi
	movl	$2, %esi		# RTLD_NOW
	call	*dlopen@GOTPCREL(%rip)
	testq	%rax, %rax
	je	1f
	movq	%rax, %rdi
	leaq	closed_set_symbol(%rip), %rsi
	call	*dlsym@GOTPCREL(%rip)
	testq	%rax, %rax
	je	1f
	movq	%rax, closed_set_table(%rip)
2:	movq	192(%rsp), %rcx
	movslq	(%rax,%rcx), %rcx
	addq	%rcx, %rax
	movq	%rax, 192(%rsp)
	restore_arguments
	jmp	*%r11
1:	call	*dlerror@GOTPCREL(%rip)	# say so and end as the loader does
	movq	%rax, %rbx
	movq	%rax, %rdi
	call	*strlen@GOTPCREL(%rip)
	movl	$2, %edi
	movq	%rbx, %rsi
	movq	%rax, %rdx
	call	*write@GOTPCREL(%rip)
	movl	$2, %edi
	leaq	closed_set_newline(%rip), %rsi
	movl	$1, %edx
	call	*write@GOTPCREL(%rip)
	movl	$127, %edi
	call	*_exit@GOTPCREL(%rip)
	.type	closed_set_load, @function
	.size	closed_set_load, . - closed_set_load
	.section .rodata.closed_set_load,"a",@progbits
closed_set_newline:
	.asciz	"\n"
	.section .bss.closed_set_table,"aw",@nobits
	.p2align 3
closed_set_table:
	.zero	8
